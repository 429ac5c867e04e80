import { expect, test } from 'vitest'
import { changes, take, textForEditing } from '../../src/desk/form'
import type { FieldType, Kind, RecordView } from '../../src/shared/api/shapes'

const field = (name: string, kind: Kind, more: Partial<FieldType> = {}): FieldType => ({
  name, label: name, kind, unit: null, period: null, choices: null, required: false, unique: false, sensitive: false, masked: false, range: null, origin: null, ...more,
})

test.each([
  ['money', '1,480', { value: 148000 }],
  ['money', '359.5', { value: 35950 }],
  ['money', '1.005', { wrong: '“x”写成元，最多两位小数，例如 1480 或 359.50' }],
  ['money', '', { value: null }],
  ['date', '2026-02-29', { wrong: '“x”写成 2026-11-25 这样的日期' }],
  ['date', '2024-02-29', { value: '2024-02-29' }],
  ['truth', 'false', { value: false }],
  ['integer', '三', { wrong: '“x”要写整数' }],
] as const)('a %s typed as %s', (kind, text, expected) => {
  expect(take(field('x', kind), text)).toEqual(expected)
})
test('a bound is told in the unit it is typed in', () => {
  expect(take(field('工资', 'money', { range: [0, 100000] }), '1001')).toEqual({ wrong: '“工资”应在 0 到 1000 之间' })
})
test('only what was changed is sent, and emptied means unknown', () => {
  const record = { facts: { wage: 148000, name: '王某', phone: '138****0017' } } as unknown as RecordView
  const fields = [field('wage', 'money'), field('name', 'text', { required: true }), field('phone', 'text')]
  expect(textForEditing(fields[0]!, 148000)).toBe('1480')
  expect(changes(record, fields, { wage: '', name: '王某', phone: '138****0017' })).toEqual({ facts: { wage: null }, wrong: [] })
  expect(changes(record, fields, { name: '' })).toEqual({ facts: {}, wrong: [{ field: 'name', text: '“name”必须填写' }] })
})
