// Figures as the map, the table and the ranking show them. Pure: what the pages decide stands here.

import type { Fill } from '../kit/HmMap.vue'
import type { Figures, PolicyFigures, Tally } from '../shared/api/shapes'
import { bigMoney, count } from '../shared/fmt'
import { words, type Measure } from './words'

export interface Row { code: string; name: string; persons: number; tally: Tally; value: number | null; text: string }

export function valueOf(measure: Measure, tally: Tally, persons: number): number | null {
  if (measure === 'cost') return tally.fen
  if (measure === 'unknown') return tally.unknown
  if (measure === 'entitled') return tally.yes
  return tally.yes === null || persons === 0 ? null : (tally.yes / persons) * 1000
}

export function textOf(measure: Measure, value: number | null, record: string): string {
  if (value === null) return words.suppressed
  if (measure === 'cost') return bigMoney(value)
  if (measure === 'reach') return `${value.toFixed(1)}‰`
  return `${count(value)} ${words.measures[measure].unit(record)}`
}

/** What a leader asks of first: where the most money goes. */
export const opening = (policies: PolicyFigures[]): PolicyFigures | null =>
  policies.reduce<PolicyFigures | null>((most, policy) => (most === null || (policy.total.fen ?? 0) > (most.total.fen ?? 0) ? policy : most), null)

/** One policy by area, the highest first. */
export function rowsOf(figures: Figures, policy: PolicyFigures, measure: Measure): Row[] {
  const persons = new Map(figures.by_area.map((area) => [area.code, area.persons]))
  return policy.areas
    .map((area) => {
      const here = persons.get(area.code) ?? 0
      const value = valueOf(measure, area, here)
      return { code: area.code, name: area.name, persons: here, tally: area, value, text: textOf(measure, value, policy.record) }
    })
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || a.code.localeCompare(b.code))
}

const steps = ['s1', 's2', 's3', 's4', 's5'] as const

/** Five shades of equal count; equal values have equal shades, what is not told is hatched. */
export function fillsOf(rows: Row[]): Record<string, Fill> {
  const told = [...new Set(rows.flatMap((row) => (row.value === null ? [] : [row.value])))].sort((a, b) => a - b)
  return Object.fromEntries(rows.map((row) => {
    if (row.value === null) return [row.code, { level: 'none', glyph: '', text: words.few, word: words.untold } satisfies Fill]
    const shade = steps[Math.min(4, Math.floor((told.indexOf(row.value) / Math.max(told.length, 1)) * 5))]!
    return [row.code, { level: shade, glyph: '', text: row.text, word: `第 ${rows.indexOf(row) + 1} 位` } satisfies Fill]
  }))
}
