// Figures as the map, the table and the ranking show them. Pure: what the pages decide stands here.

import type { Fill } from '../kit/HmMap.vue'
import type { Figures, PolicyFigures, Tally } from '../shared/api/shapes'
import { bigMoney, count, inOneUnit } from '../shared/fmt'
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

/** In the order a leader asks: where the most money goes first; standings, which pay nothing, by how many have them. */
export const byWeight = (policies: PolicyFigures[]): PolicyFigures[] =>
  [...policies].sort((a, b) => (b.total.fen ?? 0) - (a.total.fen ?? 0) || (b.total.yes ?? 0) - (a.total.yes ?? 0))

/** `+3 户`, `-1.2 万元`, or that nothing changed; null where either is not told. */
export function changeText(measure: Measure, now: number | null, before: number | null, record: string): string | null {
  if (now === null || before === null) return null
  const change = now - before
  return change === 0 ? words.same : (change > 0 ? '+' : '-') + textOf(measure, Math.abs(change), record)
}

export interface Point { month: string; value: number | null; text: string; tally: Tally }

/** One policy through the months, the earliest first; months in which the rules did not know it are left out. */
export const trendOf = (months: Figures[], policy: string, measure: Measure): Point[] =>
  [...months].sort((a, b) => a.month.localeCompare(b.month)).flatMap((figures) => {
    const found = figures.policies.find((one) => one.name === policy)
    if (!found) return []
    const value = valueOf(measure, found.total, figures.persons)
    return [{ month: figures.month, value, text: textOf(measure, value, found.record), tally: found.total }]
  })

/** Where the points stand in a drawing of this size; the line begins at zero, so that a small change looks small. */
export function drawn(points: Point[], width: number, height: number): { x: number; y: number; point: Point }[] {
  const most = Math.max(...points.map((point) => point.value ?? 0), 1e-9)
  return points.flatMap((point, i) => point.value === null ? [] : [{ x: ((i + 0.5) * width) / points.length, y: height - (point.value / most) * height, point }])
}

/** One policy by area, the highest first. */
export function rowsOf(figures: Figures, policy: PolicyFigures, measure: Measure): Row[] {
  const persons = new Map(figures.by_area.map((area) => [area.code, area.persons]))
  const sum = inOneUnit(policy.areas.map((area) => area.fen))
  return policy.areas
    .map((area) => {
      const here = persons.get(area.code) ?? 0
      const value = valueOf(measure, area, here)
      return { code: area.code, name: area.name, persons: here, tally: area, value, text: measure === 'cost' && value !== null ? sum(value) : textOf(measure, value, policy.record) }
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
