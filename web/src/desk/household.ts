// A household's answers in the order an office reads them, and what they come to.

import type { Entitlement } from '../shared/api/shapes'

const order = { yes: 0, unknown: 1, no: 2 }

/** An answer of the person asked for, or of the household as a whole: it concerns them. */
const concerns = (item: Entitlement, person: string | undefined): boolean => !person || item.record === 'household' || item.about.id === person

/** Granted first, then what is open, then refused; of the same verdict what concerns the person asked for, the most money first. */
export const ordered = (items: Entitlement[], person?: string): Entitlement[] =>
  [...items].sort((a, b) => order[a.verdict] - order[b.verdict] || Number(concerns(b, person)) - Number(concerns(a, person)) || b.amount_fen - a.amount_fen)

/** What is paid each month, in fen. */
export const monthly = (items: Entitlement[]): number =>
  items.filter((item) => item.verdict === 'yes' && item.period === 'monthly').reduce((sum, item) => sum + item.amount_fen, 0)

/** The answer to open at first: the first granted one that concerns, else the first that is open; a refusal never opens itself. */
export function firstOf(items: Entitlement[], person: string | undefined): Entitlement | null {
  const own = ordered(items, person).filter((item) => concerns(item, person))
  return own.find((item) => item.verdict === 'yes') ?? own.find((item) => item.verdict === 'unknown') ?? null
}

/** How many refusals are shown where there is nothing else to show. */
export const refusalsShown = 8

/** What the list shows while the refusals are folded: everything else, the chosen one, and a few refusals where that is all there is. */
export function shownOf(items: Entitlement[], chosen: Entitlement | null): Entitlement[] {
  const others = items.filter((item) => item.verdict !== 'no' || item === chosen)
  return others.some((item) => item.verdict !== 'no') ? others : items.filter((item, at) => at < refusalsShown || item === chosen)
}
