import { expect, test } from 'vitest'
import { gathered, rowsText } from '../../src/desk/gathered'
import type { ImportRow } from '../../src/shared/api/shapes'

const row = (number: number, text: string, original = ''): ImportRow => ({ row: number, verdict: 'refused', cells: [{ column: '', verdict: 'refused', code: 'import.outside', original, normalised: '', text, remedy: '' }] })

test('rows of which the same was found stand in one line, as long as they follow each other', () => {
  const all = gathered([row(2, '甲'), row(3, '甲'), row(7, '甲'), row(8, '乙'), row(9, '甲'), row(10, '甲', '1')])
  expect(all.map((one) => [one.rows, one.cells[0]!.text])).toEqual([[[2, 3, 7], '甲'], [[8], '乙'], [[9], '甲'], [[10], '甲']])
})

test('row numbers are told as ranges, and not without end', () => {
  expect(rowsText([2, 3, 4, 7, 9, 10])).toBe('2–4、7、9–10')
  expect(rowsText([1, 3, 5, 7], 2)).toBe('1、3…')
})
