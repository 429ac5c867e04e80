import { expect, test } from 'vitest'
import { firstOf, monthly, ordered, refusalsShown, shownOf } from '../../src/desk/household'
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
const ofPerson = (policy: string, verdict: Verdict, fen: number, about: string) => ({ ...answer(policy, verdict, fen, about), record: 'person' })

test('a person’s page opens what is granted before what is open, and never another member’s', () => {
  const all = [ofPerson('孤儿', 'unknown', 0, 'p1'), ofPerson('护理补贴', 'yes', 20000, 'p2'), ofPerson('高龄津贴', 'yes', 10000, 'p1')]
  expect(firstOf(all, 'p1')?.policy).toBe('高龄津贴')
  expect(firstOf(all.slice(0, 2), 'p1')?.policy).toBe('孤儿')
  expect(firstOf(items, undefined)?.policy).toBe('临时救助')
})
test('a refusal never opens itself', () => {
  expect(firstOf([ofPerson('孤儿', 'no', 0, 'p1')], 'p1')).toBeNull()
  expect(firstOf([ofPerson('孤儿', 'unknown', 0, 'p2')], 'p1')).toBeNull()
  expect(firstOf([], 'p1')).toBeNull()
})
test('refusals stay folded, unless there is nothing else: then the first few stand there', () => {
  expect(shownOf(ordered(items), null).map((item) => item.policy)).toEqual(['临时救助', '低保', '高龄'])
  const refused = Array.from({ length: 20 }, (_, at) => answer(`${at}`, 'no', 0))
  expect(shownOf(refused, null)).toHaveLength(refusalsShown)
  expect(shownOf(refused, refused[15]!)).toHaveLength(refusalsShown + 1)
})
