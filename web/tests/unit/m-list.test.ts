import { expect, test } from 'vitest'
import { aloud, amountOf, entitledCount, grouped, groundsOf, whenOf } from '../../src/m/list'
import type { MyEntitlement, MyEntitlements } from '../../src/shared/api/shapes'

const item = (label: string, group: MyEntitlement['group'], fen: number, standing = false): MyEntitlement => ({
  policy: label, label, about: { id: '1', label: '王桂兰' }, record: 'person', verdict: group === 'unknown' ? 'unknown' : group === 'not' || group === 'not_yet' ? 'no' : 'yes',
  amount_fen: fen, period: standing ? null : 'monthly', standing, why: '', missing: [], clauses: [], by_coordination: null, group, plain: [], account_tail: null,
})
const items = [item('低保边缘', 'may_apply', 0, true), item('高龄津贴', 'receiving', 20000), item('护理补贴', 'may_apply', 32000), item('特困供养', 'not', 0), item('临时救助', 'unknown', 0)]

test('what is paid stands first, then what may be asked for, the most money first', () => {
  expect(grouped(items).map((one) => [one.group, one.items.map((i) => i.label)])).toEqual([
    ['receiving', ['高龄津贴']], ['may_apply', ['护理补贴', '低保边缘']], ['unknown', ['临时救助']], ['not', ['特困供养']],
  ])
  expect(entitledCount(items)).toBe(3)
})
test('the list read aloud names amounts and never what was refused', () => {
  const mine: MyEntitlements = { person: { id: '1', label: '王桂兰' }, greeting: '王桂兰', total_fen: 52000, items, members: [], month: '2026-11', at: '2026-11-25T00:00:00Z' }
  expect(aloud(mine)).toBe('王桂兰，您有 3 项福利。低保边缘，认定身份，不发钱。高龄津贴，每月 200 元。护理补贴，每月 320 元。还有 1 项要弄清情况才知道。')
})

test('when the money comes is told as far as a source says, and only of what is granted', () => {
  const paid = { verdict: 'yes', group: 'receiving', since: '2024-12', pays_by: '2026-11-10' } as MyEntitlement
  expect(whenOf(paid)).toBe('11月10日前到账 · 2024年12月起享受')
  expect(whenOf({ ...paid, pays_by: null })).toBe('2024年12月起享受')
  expect(whenOf({ ...paid, pays_by: null, since: null })).toBe('')
  expect(whenOf({ ...paid, group: 'may_apply' })).toBe('2024年12月起符合条件')
  expect(whenOf({ ...paid, verdict: 'unknown' })).toBe('')
})

test('a standing that is not granted is not told as one that pays nothing', () => {
  expect(amountOf({ verdict: 'yes', standing: true } as MyEntitlement)).toBe('认定身份，不发钱')
  expect(amountOf({ verdict: 'no', standing: true } as MyEntitlement)).toBe('')
})
test('a document is named once, however many of its articles an answer rests on', () => {
  const clause = (text: string, title?: string) => ({ text, ...(title ? { title } : {}) })
  expect(groundsOf({ ...items[1]!, clauses: [clause('老年法 第33条', '中华人民共和国老年人权益保障法 主席令第24号'), clause('老年法 第3条', '中华人民共和国老年人权益保障法 主席令第24号'), clause('口头答复')] })).toBe('《中华人民共和国老年人权益保障法》、口头答复')
})
