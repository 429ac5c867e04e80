// What a list shows of a record type, and how a record's facts are grouped.
import { expect, test } from 'vitest'
import type { FieldType, Kind, RecordType, RecordView } from '../../src/shared/api/shapes'
import { byGround, factText, listedFields, namingField, readable } from '../../src/desk/types'

const field = (name: string, kind: Kind, more: Partial<FieldType> = {}): FieldType =>
  ({ name, label: name, kind, unit: null, period: null, choices: null, required: false, unique: false, sensitive: false, masked: false, range: null, origin: null, ...more })
const row = (facts: RecordView['facts']): RecordView =>
  ({ id: '1', type: 'person', version: '1', area: { code: '', name: '' }, owner: null, label: '王某', masked: [], hidden: [], facts, labels: {}, provenance: {} })
const person: RecordType = {
  name: 'person', label: '人', explained: '', owner: 'household', list: null, actions: [], named_by: 'name',
  fields: [field('household', 'reference'), field('wage', 'money'), field('sex', 'choice'), field('moved_on', 'date'), field('died_on', 'date'), field('name', 'text'), field('number', 'citizen_number', { unique: true }), field('ill', 'truth')],
}

test('a list shows what a person is known by before what is known of the person', () => {
  expect(namingField(person)?.name).toBe('name')
  expect(listedFields(person, undefined, [], 4).map((one) => one.name)).toEqual(['number', 'sex', 'moved_on', 'died_on'])
})
test('a list leaves out what none of its rows knows', () => {
  expect(listedFields(person, undefined, [row({ number: '1', sex: 'male', died_on: null }), row({ number: '2', wage: 0 })]).map((one) => one.name)).toEqual(['number', 'sex', 'wage'])
})
test('a type without a name of its own lists its fields all the same', () => {
  expect(namingField({ ...person, named_by: null })).toBeNull()
  expect(listedFields({ ...person, named_by: null }).length).toBe(5)
})
test('facts stand under what they rest on; zero and no are told once; the unknown are not lost; the hidden are not told', () => {
  const record: RecordView = {
    id: '1', type: 'person', version: '1', area: { code: '', name: '' }, owner: null, label: '王某', masked: [], hidden: ['died_on'],
    facts: { wage: 0, sex: 'male', name: '王某', number: '1', ill: false, moved_on: null }, labels: { wage: '0 元', sex: '男', ill: '否' },
    provenance: { wage: { source: '核对', on: '2026-11-01' }, ill: { source: '核对', on: '2026-11-01' }, sex: { source: '户籍', on: null }, name: { source: '户籍', on: null } },
  }
  const { grounds, unknown } = byGround(person, record)
  expect(grounds.map((one) => [one.source, one.fields.map((f) => f.name), one.same.map((s) => s.text)])).toEqual([
    ['核对', [], ['0 元', '否']], ['户籍', ['sex', 'name'], []], ['', ['number'], []],
  ])
  expect(unknown.map((one) => one.name)).toEqual(['household', 'moved_on'])
})
test('money is told with its period, whatever words the server has for it; what is not known says so', () => {
  const record = { ...row({ wage: 659965, pension: null }), labels: { wage: '6,599.65 元' } }
  expect(factText(record, field('wage', 'money', { period: 'month' }), '未知')).toBe('6,599.65 元/月')
  expect(factText(record, field('pension', 'money'), '未知')).toBe('未知')
})

test('a list offers what may be read for its purpose, and nothing else', () => {
  const field = (name: string, purposes: string[] | null) => ({ name, label: name, kind: 'text', purposes }) as FieldType
  const of = { fields: [field('name', null), field('savings', ['relief']), { ...field('home', null), kind: 'reference' }] } as RecordType
  expect(readable(of, 'relief').map((one) => one.name)).toEqual(['name', 'savings'])
  expect(readable(of, 'child_protection').map((one) => one.name)).toEqual(['name'])
})
test('a column that hardly any row can fill is not shown', () => {
  const one = row({ number: '1', wage: 100 })
  expect(listedFields(person, undefined, [one, ...Array.from({ length: 4 }, () => row({ number: '2' }))]).map((field) => field.name)).toEqual(['number'])
})
