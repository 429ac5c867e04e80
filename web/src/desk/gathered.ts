// Rows of which the same was found, one after the other, are told once: a thousand rows of another county are one line.

import type { ImportRow } from '../shared/api/shapes'

export interface Gathered { rows: number[]; verdict: ImportRow['verdict']; cells: ImportRow['cells'] }

export function gathered(rows: ImportRow[]): Gathered[] {
  const all: Gathered[] = []
  let last = ''
  for (const row of rows) {
    const found = JSON.stringify(row.cells)
    if (found === last) all[all.length - 1]!.rows.push(row.row)
    else all.push({ rows: [row.row], verdict: row.verdict, cells: row.cells })
    last = found
  }
  return all
}

/** 3, 4, 5, 9 → `3–5、9`; at most `most` pieces. */
export function rowsText(rows: number[], most = 6): string {
  const pieces: [number, number][] = []
  for (const row of rows) {
    const last = pieces[pieces.length - 1]
    if (last && last[1] === row - 1) last[1] = row
    else pieces.push([row, row])
  }
  const text = pieces.slice(0, most).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join('、')
  return pieces.length > most ? text + '…' : text
}
