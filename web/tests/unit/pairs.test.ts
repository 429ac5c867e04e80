import { expect, test } from 'vitest'
import { compared } from '../../src/desk/pairs'
import type { DuplicateSide, FieldType, RecordType } from '../../src/shared/api/shapes'

const field = (name: string, kind: FieldType['kind'] = 'text'): FieldType => ({ name, label: name, kind, unit: null, period: null, choices: null, required: false, unique: false, sensitive: false, masked: false, range: null, origin: null })
const type: RecordType = { name: 'person', label: '人', explained: '', owner: null, list: null, named_by: 'name', fields: [field('name'), field('number'), field('phone'), field('sex', 'choice'), field('home', 'reference'), field('illness')], actions: [] }
const side = (facts: DuplicateSide['facts'], labels: Record<string, string> = {}, hidden: string[] = []): DuplicateSide => ({ id: 'x', type: 'person', version: '1', area: { code: '330282', name: '慈溪市' }, owner: null, label: '王五', facts, labels, masked: [], hidden, provenance: {}, belongs_to: null })

test('what differs stands first, then what one alone knows, then what both say', () => {
  const pair = { one: side({ name: '王五', number: '3302…1', sex: 'male', phone: null }, { sex: '男' }), other: side({ name: '王五', number: '3302…9', sex: 'male', phone: '139' }, { sex: '男' }), likeness: 'near_number', reason: '' }
  expect(compared(pair, type).map((one) => [one.name, one.one, one.other, one.state])).toEqual([
    ['number', '3302…1', '3302…9', 'differs'],
    ['phone', '', '139', 'one_only'],
    ['name', '王五', '王五', 'same'],
    ['sex', '男', '男', 'same'],
  ])
})

test('what neither knows, what is hidden and what only points elsewhere is left out', () => {
  const pair = { one: side({ illness: null, home: 'a' }, {}, ['illness']), other: side({ illness: null, home: 'b' }, {}, ['illness']), likeness: 'near_number', reason: '' }
  expect(compared(pair, type)).toEqual([])
})
