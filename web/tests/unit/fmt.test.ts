import { expect, test } from 'vitest'
import { bigMoney, inOneUnit, moment, money, quoted, monthsBetween, share, yearsOld, yuan } from '../../src/shared/fmt'

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

test('sums that stand under each other are told in one unit, so that their digits can be compared', () => {
  expect([983_800, 1_041_800].map(inOneUnit([983_800, 1_041_800]))).toEqual(['9,838 元', '10,418 元'])
  expect([983_850, 1_041_800].map(inOneUnit([983_850, null]))).toEqual(['9,838.50 元', '10,418.00 元'])
  expect([150_000_000, 98_385].map(inOneUnit([150_000_000]))).toEqual(['150.00 万元', '0.10 万元'])
  expect([23_000_000_000].map(inOneUnit([23_000_000_000]))).toEqual(['2.30 亿元'])
})
test('what the server sets apart with backquotes is quoted as people do', () => {
  expect(quoted('身份证号 `1101**********7459` 校验码不对')).toBe('身份证号 “1101**********7459” 校验码不对')
})
