// Two records that may be one, fact by fact: what differs decides, what is the same confirms.

import type { DuplicatePair, DuplicateSide, RecordType } from '../shared/api/shapes'

export interface Compared { name: string; label: string; one: string; other: string; state: 'same' | 'differs' | 'one_only' }

const textOf = (side: DuplicateSide, name: string): string | null => {
  const value = side.facts[name]
  return value === null || value === undefined ? null : (side.labels[name] ?? String(value))
}

/** The facts either side knows; what differs first, then what one alone knows, then what both say. */
export function compared(pair: DuplicatePair, type: RecordType): Compared[] {
  const order = { differs: 0, one_only: 1, same: 2 }
  return type.fields
    .filter((field) => field.kind !== 'reference' && !pair.one.hidden.includes(field.name))
    .flatMap((field): Compared[] => {
      const one = textOf(pair.one, field.name)
      const other = textOf(pair.other, field.name)
      if (one === null && other === null) return []
      const state = one === null || other === null ? 'one_only' : one === other ? 'same' : 'differs'
      return [{ name: field.name, label: field.label, one: one ?? '', other: other ?? '', state }]
    })
    .sort((a, b) => order[a.state] - order[b.state])
}
