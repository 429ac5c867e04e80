// The record types of the city, read once: lists, forms and labels are made from them.

import { ref } from 'vue'
import { get } from '../shared/api/client'
import type { FieldType, List, RecordType, RecordView } from '../shared/api/shapes'

export const types = ref<RecordType[]>([])

export async function readTypes(): Promise<void> {
  if (types.value.length === 0) types.value = (await get<List<RecordType>>('/types')).items
}
export const typeOf = (name: string): RecordType | null => types.value.find((type) => type.name === name) ?? null

/** A fact as people read it: the server's words, or that it is not known. */
export const factText = (record: RecordView, field: FieldType, unknown: string): string =>
  record.labels[field.name] ?? (record.facts[field.name] === null || record.facts[field.name] === undefined ? unknown : String(record.facts[field.name]))

/** The field a record is called by, where its type has one. */
export const namingField = (type: RecordType): FieldType | null => type.fields.find((field) => field.name === type.named_by) ?? null

/** What a list shows beside the name: the number it is known by, its first day, then what it is one of. */
export function listedFields(type: RecordType, most = 5): FieldType[] {
  const fields = type.fields.filter((field) => field.kind !== 'reference' && field.name !== type.named_by)
  const firstDay = fields.find((field) => field.kind === 'date')
  const rank = (field: FieldType) => (field.unique ? 0 : field === firstDay ? 1 : field.kind === 'choice' ? 2 : field.kind === 'area' ? 3 : 4)
  return fields.map((field, at) => ({ field, at })).sort((a, b) => rank(a.field) - rank(b.field) || a.at - b.at).slice(0, most).map((one) => one.field)
}

export interface Ground { source: string; on: string | null; fields: FieldType[] }

/** A record's known facts by what they rest on, in the order of the type; the number, name and day come first. */
export function byGround(type: RecordType, record: RecordView): { grounds: Ground[]; unknown: FieldType[] } {
  const grounds: Ground[] = []
  const unknown: FieldType[] = []
  for (const field of type.fields) {
    if (record.hidden.includes(field.name)) continue
    if (record.facts[field.name] === null || record.facts[field.name] === undefined) {
      unknown.push(field)
      continue
    }
    const { source = '', on = null } = record.provenance[field.name] ?? {}
    const ground = grounds.find((one) => one.source === source && one.on === on)
    if (ground) ground.fields.push(field)
    else grounds.push({ source, on, fields: [field] })
  }
  return { grounds, unknown }
}

/** Where a record is looked at: households and people on their own page, all others by themselves. */
export function pageOf(type: string, id: string): string {
  if (type === 'household') return `/households/${id}`
  if (type === 'person') return `/people/${id}`
  return `/records/${type}/${id}`
}
