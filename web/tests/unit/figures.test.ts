import { expect, test } from 'vitest'
import { byWeight, changeText, drawn, fillsOf, rowsOf, textOf, trendOf } from '../../src/cockpit/figures'
import type { Figures, PolicyFigures } from '../../src/shared/api/shapes'

const policy: PolicyFigures = {
  name: 'elder_allowance', label: '高龄津贴', record: 'person', standing: false, period: 'monthly',
  total: { yes: 30, no: 70, unknown: 0, fen: 300000 },
  areas: [
    { code: '1', name: '甲区', yes: 10, no: 40, unknown: 0, fen: 100000 },
    { code: '2', name: '乙区', yes: 20, no: 30, unknown: 0, fen: 200000 },
    { code: '3', name: '丙区', yes: null, no: null, unknown: null, fen: null },
  ],
}
const figures = { by_area: [{ code: '1', name: '甲区', households: 20, persons: 50 }, { code: '2', name: '乙区', households: 90, persons: 200 }] } as Figures

test('the highest stands first, and what is not told last', () => {
  expect(rowsOf(figures, policy, 'entitled').map((row) => row.name)).toEqual(['乙区', '甲区', '丙区'])
})
test('reach is told for a thousand people of the same area', () => {
  expect(rowsOf(figures, policy, 'reach').map((row) => [row.name, row.text])).toEqual([['甲区', '200.0‰'], ['乙区', '100.0‰'], ['丙区', '少于 5，不显示']])
})
test('shades follow the order of values and a missing value is hatched', () => {
  const fills = fillsOf(rowsOf(figures, policy, 'cost'))
  expect(fills['1']!.level).toBe('s1')
  expect(fills['2']!.level).toBe('s3')
  expect(fills['3']!.level).toBe('none')
})
test('nobody is a number, unlike nothing told', () => {
  expect(textOf('entitled', 0, 'household')).toBe('0 户')
})
test('the policy that costs most opens the page, also beside sums that are not told', () => {
  const dearest = { ...policy, name: 'subsistence_allowance', total: { yes: 9, no: 1, unknown: 0, fen: 900000 } }
  const untold = { ...policy, name: 'orphan_allowance', total: { yes: null, no: null, unknown: null, fen: null } }
  expect(byWeight([untold, policy, dearest]).map((one) => one.name)).toEqual(['subsistence_allowance', 'elder_allowance', 'orphan_allowance'])
})
test('a number is held against the month before, unless one of both is not told', () => {
  expect(changeText('entitled', 33, 30, 'person')).toBe('+3 人')
  expect(changeText('cost', 100_000, 300_000, 'person')).toBe('-2,000 元')
  expect(changeText('entitled', 30, 30, 'household')).toBe('持平')
  expect(changeText('entitled', 30, null, 'household')).toBe(null)
})
test('months stand in their order, and a month without the policy is left out', () => {
  const of = (month: string, yes: number | null) => ({ ...figures, month, persons: 100, policies: yes === null ? [] : [{ ...policy, total: { ...policy.total, yes } }] }) as Figures
  const points = trendOf([of('2026-11', 30), of('2026-10', 15), of('2026-09', null)], 'elder_allowance', 'entitled')
  expect(points.map((point) => [point.month, point.text])).toEqual([['2026-10', '15 人'], ['2026-11', '30 人']])
  expect(drawn(points, 100, 60).map(({ x, y }) => [x, y])).toEqual([[25, 30], [75, 0]])
})
