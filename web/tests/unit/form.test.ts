import { expect, test } from 'vitest'
import { changes, hintOf, sections, take, textForEditing, touched } from '../../src/desk/form'
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
  ['date', '20261105', { value: '2026-11-05' }],
  ['date', '2026年1月5日', { value: '2026-01-05' }],
  ['date', '2026/2/30', { wrong: '“x”写成 2026-11-25 这样的日期' }],
  ['truth', 'false', { value: false }],
  ['integer', '三', { wrong: '“x”要写整数' }],
] as const)('a %s typed as %s', (kind, text, expected) => {
  expect(take(field('x', kind), text)).toEqual(expected)
})
test('a bound is told in the unit it is typed in', () => {
  expect(take(field('工资', 'money', { range: [0, 100000] }), '1001')).toEqual({ wrong: '“工资”应在 0 到 1000 之间' })
})
test('only what was changed is sent, and emptied means unknown', () => {
  const record = { facts: { wage: 148000, name: '王某', phone: '138****0017' }, masked: ['phone'] } as unknown as RecordView
  const fields = [field('wage', 'money'), field('name', 'text', { required: true }), field('phone', 'text')]
  expect(textForEditing(fields[0]!, 148000)).toBe('1480')
  expect(changes(record, fields, { wage: '', name: '王某', phone: '138****0017' })).toEqual({ facts: { wage: null }, wrong: [] })
  expect(changes(record, fields, { name: '' })).toEqual({ facts: {}, wrong: [{ field: 'name', text: '“name”必须填写' }] })
})
test('a masked fact stays as it is until it is written anew, and is kept in no draft', () => {
  const record = { facts: { phone: '138****0017', name: '王某' }, masked: ['phone'] } as unknown as RecordView
  const fields = [field('phone', 'text'), field('name', 'text')]
  expect(changes(record, fields, { phone: '', name: '王某' }).facts).toEqual({})
  expect(changes(record, fields, { phone: '13800000000', name: '王某' }).facts).toEqual({ phone: '13800000000' })
  expect(touched(record, fields, { phone: '13800000000', name: '王一' })).toEqual({ name: '王一' })
  expect(touched(record, fields, { phone: '138****0017', name: '王某' })).toEqual({})
})
test('a form begins with what the office takes down; what others send and other rules add stands under their names', () => {
  const fields = [
    field('姓名', 'text', { required: true }), field('出生日期', 'date', { origin: '公安户籍' }), field('迁出日期', 'date', { origin: '公安户籍' }),
    field('婚姻', 'choice', { origin: '婚姻登记' }), field('民族', 'text'), field('经营收入', 'money'), field('财产收入', 'money'), field('登记移民', 'truth', { added_by: '水库移民后期扶持' }),
  ]
  expect(sections(fields, '登记事项', '其他部门', '收入和支出').map((one) => [one.title, one.fields.map((f) => f.name)])).toEqual([
    ['登记事项', ['姓名', '民族']], ['公安户籍', ['出生日期', '迁出日期']], ['收入和支出', ['经营收入', '财产收入']], ['其他部门', ['婚姻']], ['水库移民后期扶持', ['登记移民']],
  ])
})
test('a hint says what a field is written in', () => {
  expect(hintOf(field('工资', 'money', { period: 'month' }))).toBe('元/月')
  expect(hintOf(field('生日', 'date'))).toBe('例 2026-11-25')
})
