// What a clerk typed, as the API takes it; and what of it is wrong, in words. Pure, so that tests hold it.

import type { FieldType, RecordView, Value } from '../shared/api/shapes'

/** The text a field is edited as. Money in yuan, truths as 是 and 否, unknown as nothing. */
export function textForEditing(field: FieldType, value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  if (field.kind === 'money') return typeof value === 'number' ? (value % 100 === 0 ? String(value / 100) : (value / 100).toFixed(2)) : String(value)
  return String(value)
}

export type Typed = { value: Value } | { wrong: string }

/** Takes a text in; nothing is unknown, never zero. */
export function take(field: FieldType, text: string): Typed {
  const typed = text.trim()
  if (typed === '') return field.required ? { wrong: `“${field.label}”必须填写` } : { value: null }
  switch (field.kind) {
    case 'money': {
      const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(typed.replace(/,/g, ''))
      if (!match) return { wrong: `“${field.label}”写成元，最多两位小数，例如 1480 或 359.50` }
      const fen = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
      return inRange(field, match[1] ? -fen : fen, 100)
    }
    case 'integer': return /^-?\d{1,15}$/.test(typed) ? inRange(field, Number(typed), 1) : { wrong: `“${field.label}”要写整数` }
    case 'decimal': case 'rate': case 'quantity': return /^-?\d{1,12}(\.\d{1,4})?$/.test(typed) ? inRange(field, Number(typed), 1) : { wrong: `“${field.label}”要写数，最多四位小数` }
    case 'date': {
      const day = dayTyped(typed)
      return day ? { value: day } : { wrong: `“${field.label}”写成 2026-11-25 这样的日期` }
    }
    case 'month': return /^\d{4}-(0[1-9]|1[0-2])$/.test(typed) ? { value: typed } : { wrong: `“${field.label}”写成 2026-11 这样的月份` }
    case 'truth': return { value: typed === 'true' }
    case 'choice': return { value: typed }
    case 'text': case 'citizen_number': case 'organisation_code': case 'area': case 'reference': return { value: typed }
  }
}

function inRange(field: FieldType, value: number, unit: number): Typed {
  const [low, high] = field.range ?? [null, null]
  if ((low !== null && value < low) || (high !== null && value > high))
    return { wrong: `“${field.label}”应在 ${low === null ? '' : low / unit} 到 ${high === null ? '' : high / unit} 之间` }
  return { value }
}

/** 20261125, 2026/11/25, 2026.1.5 and 2026年1月5日 are the days they say. */
function dayWritten(text: string): string {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  return match ? `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}` : text
}

/** The day as the API takes it; null when there is none such. */
export function dayTyped(text: string): string | null {
  const day = dayWritten(text.trim())
  return realDay(day) ? day : null
}

function realDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(text + 'T00:00:00Z')
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

export interface Section { title: string; fields: FieldType[] }

/**
 * A form's fields in the order a clerk fills them in: what the office itself takes down, money apart, then what other departments
 * send, by department, then what other rules add to the record, by rule. A department with a single field stands among `others`.
 */
export function sections(fields: FieldType[], own: string, others: string, money: string): Section[] {
  const told = (field: FieldType) => field.added_by || (field.required ? '' : field.origin) || (field.kind === 'money' ? money : '')
  const single = (field: FieldType) => !field.added_by && told(field) !== '' && fields.filter((one) => !one.added_by && told(one) === told(field)).length === 1
  const found: Section[] = [{ title: own, fields: [] }]
  for (const added of [false, true]) {
    const rest: Section = { title: others, fields: [] }
    for (const field of fields.filter((one) => !!one.added_by === added)) {
      const title = told(field) || own
      let section = single(field) ? rest : found.find((one) => one.title === title)
      if (!section) found.push((section = { title, fields: [] }))
      section.fields.push(field)
    }
    if (rest.fields.length) found.push(rest)
  }
  return found.filter((section) => section.fields.length > 0)
}

/** What a field is written in, as a hint beside its name. */
export function hintOf(field: FieldType): string {
  const per = field.period ? { day: '/日', month: '/月', year: '/年' }[field.period] : ''
  switch (field.kind) {
    case 'money': return `元${per}`
    case 'date': return '例 2026-11-25'
    case 'month': return '例 2026-11'
    case 'area': return '区划代码'
    default: return field.unit ?? ''
  }
}

/** What was typed and differs from the record as read: what there is to lose, and what a draft keeps. Masked facts are never kept. */
export function touched(record: RecordView | undefined, fields: FieldType[], typed: Record<string, string>): Record<string, string> {
  return Object.fromEntries(fields
    .filter((field) => !record?.masked.includes(field.name) && (typed[field.name] ?? '') !== textForEditing(field, record?.facts[field.name]))
    .map((field) => [field.name, typed[field.name] ?? '']))
}

/** Only what differs from the record as read; masked facts stay as they are unless written anew, hidden ones always. */
export function changes(record: RecordView, fields: FieldType[], typed: Record<string, string>): { facts: Record<string, Value>; wrong: { field: string; text: string }[] } {
  const facts: Record<string, Value> = {}
  const wrong: { field: string; text: string }[] = []
  for (const field of fields) {
    const text = typed[field.name]
    if (text === undefined || text === textForEditing(field, record.facts[field.name])) continue
    if (record.masked.includes(field.name) && text.trim() === '') continue
    const taken = take(field, text)
    if ('wrong' in taken) wrong.push({ field: field.name, text: taken.wrong })
    else facts[field.name] = taken.value
  }
  return { facts, wrong }
}
