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

/** Where a record is looked at: households and people on their own page, all others by themselves. */
export function pageOf(type: string, id: string): string {
  if (type === 'household') return `/households/${id}`
  if (type === 'person') return `/people/${id}`
  return `/records/${type}/${id}`
}
