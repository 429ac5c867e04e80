// The record types of the city, read once: lists, forms and labels are made from them.

import { ref } from 'vue'
import { get } from '../shared/api/client'
import type { FieldType, List, RecordType, RecordView } from '../shared/api/shapes'
import { money } from '../shared/fmt'

export const types = ref<RecordType[]>([])

export async function readTypes(): Promise<void> {
  if (types.value.length === 0) types.value = (await get<List<RecordType>>('/types')).items
}
export const typeOf = (name: string): RecordType | null => types.value.find((type) => type.name === name) ?? null

const periods = { day: 'daily', month: 'monthly', year: 'yearly' } as const

/** A fact as people read it: money as everywhere on the pages, else the server's words, or that it is not known. */
export function factText(record: RecordView, field: FieldType, unknown: string): string {
  const value = record.facts[field.name]
  if (field.kind === 'money' && typeof value === 'number') return money(value, field.period ? periods[field.period] : null)
  return record.labels[field.name] ?? (value === null || value === undefined ? unknown : String(value))
}

/** Amounts and counts stand to the right, so that their digits stand under each other. */
export const isAmount = (field: FieldType): boolean => ['money', 'integer', 'decimal', 'rate', 'quantity'].includes(field.kind)

/** The field a record is called by, where its type has one. */
export const namingField = (type: RecordType): FieldType | null => type.fields.find((field) => field.name === type.named_by) ?? null

/** The fields of a list that may be read for a purpose. */
export const readable = (type: RecordType, purpose: string): FieldType[] =>
  type.fields.filter((field) => field.kind !== 'reference' && (!field.purposes || field.purposes.includes(purpose)))

/**
 * What a list shows beside the name, from the number it is known by to what is merely known of it. Fields that fewer
 * than a quarter of `rows` know are left out.
 */
export function listedFields(type: RecordType, offered = type.fields.filter((field) => field.kind !== 'reference'), rows: RecordView[] = [], most = 5): FieldType[] {
  const fields = offered.filter((field) => field.name !== type.named_by)
  const rank = (field: FieldType) => (field.unique ? 0 : field.required ? 1 : field.kind === 'choice' || field.kind === 'date' ? 2 : field.kind === 'area' ? 3 : 4)
  const told = (field: FieldType) => rows.length === 0 || 4 * rows.filter((row) => row.facts[field.name] !== null && row.facts[field.name] !== undefined).length >= rows.length
  return fields.map((field, at) => ({ field, at })).sort((a, b) => rank(a.field) - rank(b.field) || a.at - b.at).map((one) => one.field).filter(told).slice(0, most)
}

/** `same`: what is simply no, none or zero, told once for all of them. */
export interface Ground { source: string; on: string | null; fields: FieldType[]; same: { text: string; fields: FieldType[] }[] }

/** A record's known facts by what they rest on, in the order of the type; what is no or zero stands together. */
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
    let ground = grounds.find((one) => one.source === source && one.on === on)
    if (!ground) grounds.push((ground = { source, on, fields: [], same: [] }))
    const value = record.facts[field.name]
    if (value !== false && value !== 0) {
      ground.fields.push(field)
      continue
    }
    const text = factText(record, field, '')
    const same = ground.same.find((one) => one.text === text)
    if (same) same.fields.push(field)
    else ground.same.push({ text, fields: [field] })
  }
  return { grounds, unknown }
}

/** Households and people are looked at on a page of their own. */
export const hasOwnPage = (type: string): boolean => type === 'household' || type === 'person'

/** What one looks for in an emergency: people and households, or what the role works with instead. */
export function soughtInEmergency(readable: (type: string) => boolean): RecordType[] {
  const all = types.value.filter((type) => readable(type.name))
  const central = all.filter((type) => hasOwnPage(type.name)).reverse()
  return central.length ? central : all.filter((type) => type.owner === null)
}

/** Where a record is looked at: households and people on their own page, all others by themselves. */
export function pageOf(type: string, id: string): string {
  if (type === 'household') return `/households/${id}`
  if (type === 'person') return `/people/${id}`
  return `/records/${type}/${id}`
}
