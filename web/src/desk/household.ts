// A household's answers in the order an office reads them, and what they come to.

import type { Entitlement } from '../shared/api/shapes'

const order = { yes: 0, unknown: 1, no: 2 }

/** Granted first, then what is open, then refused; the most money first. */
export const ordered = (items: Entitlement[]): Entitlement[] =>
  [...items].sort((a, b) => order[a.verdict] - order[b.verdict] || b.amount_fen - a.amount_fen)

/** What is paid each month, in fen. */
export const monthly = (items: Entitlement[]): number =>
  items.filter((item) => item.verdict === 'yes' && item.period === 'monthly').reduce((sum, item) => sum + item.amount_fen, 0)

/** The answer to open at first: the person's own when a person was asked for, otherwise the first. */
export const firstOf = (items: Entitlement[], person: string | undefined): Entitlement | null =>
  (person ? items.find((item) => item.about.id === person && item.verdict !== 'no') : undefined) ?? items[0] ?? null
