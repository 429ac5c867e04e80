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
    case 'date': return realDay(typed) ? { value: typed } : { wrong: `“${field.label}”写成 2026-11-25 这样的日期` }
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

function realDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(text + 'T00:00:00Z')
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** Only what differs from the record as read; masked and hidden fields stay as they are unless typed anew. */
export function changes(record: RecordView, fields: FieldType[], typed: Record<string, string>): { facts: Record<string, Value>; wrong: { field: string; text: string }[] } {
  const facts: Record<string, Value> = {}
  const wrong: { field: string; text: string }[] = []
  for (const field of fields) {
    const text = typed[field.name]
    if (text === undefined || text === textForEditing(field, record.facts[field.name])) continue
    const taken = take(field, text)
    if ('wrong' in taken) wrong.push({ field: field.name, text: taken.wrong })
    else facts[field.name] = taken.value
  }
  return { facts, wrong }
}
