import { expect, test } from 'vitest'
import { bigMoney, moment, money, monthsBetween, share, yearsOld, yuan } from '../../src/shared/fmt'

test('money shows fen only where there are any', () => {
  expect(yuan(140100)).toBe('1,401')
  expect(yuan(140150)).toBe('1,401.50')
  expect(yuan(-5)).toBe('-0.05')
  expect(money(20000, 'monthly')).toBe('200 元/月')
  expect(money(20000, 'once')).toBe('200 元')
})
test('sums for leaders are told in 万 and 亿', () => {
  expect(bigMoney(999_900)).toBe('9,999 元')
  expect(bigMoney(123_456_700)).toBe('123.5 万元')
  expect(bigMoney(12_345_678_900)).toBe('1.23 亿元')
})
test('a share of nothing is no number', () => {
  expect(share(1, 8)).toBe('12.5%')
  expect(share(0, 0)).toBe('—')
})
test('moments are told in the time of China', () => {
  expect(moment('2026-11-24T23:30:00Z')).toBe('2026-11-25 07:30')
  expect(moment('2026-11-24')).toBe('2026-11-24')
})
test('months run backwards over the turn of the year', () => {
  expect(monthsBetween('2025-11', '2026-02')).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
})
test('a birthday counts on its day', () => {
  expect(yearsOld('1946-11-25', '2026-11-25')).toBe(80)
  expect(yearsOld('1946-11-26', '2026-11-25')).toBe(79)
})
