import { expect, test } from 'vitest'
import { firstOf, monthly, ordered } from '../../src/desk/household'
import type { Entitlement, Verdict } from '../../src/shared/api/shapes'

const answer = (policy: string, verdict: Verdict, fen: number, about = 'h', period: Entitlement['period'] = 'monthly'): Entitlement => ({
  policy, label: policy, about: { id: about, label: about }, record: 'household', verdict, amount_fen: fen, period, standing: false, why: '', missing: [], clauses: [], by_coordination: null,
})
const items = [answer('特困', 'no', 0), answer('低保', 'yes', 140100), answer('临时救助', 'yes', 300000, 'h', 'once'), answer('高龄', 'unknown', 0, 'p1')]

test('granted answers stand before open ones and refusals', () => {
  expect(ordered(items).map((item) => item.policy)).toEqual(['临时救助', '低保', '高龄', '特困'])
})
test('only what is paid each month is summed', () => {
  expect(monthly(items)).toBe(140100)
})
test('a person asked for sees the own answer first', () => {
  expect(firstOf(items, 'p1')?.policy).toBe('高龄')
  expect(firstOf(ordered(items), undefined)?.policy).toBe('临时救助')
  expect(firstOf([], 'p1')).toBeNull()
})
