// A person's answers in the order a reader needs them, and what is read aloud of them.

import type { MyEntitlement, MyEntitlements } from '../shared/api/shapes'
import { dayName, monthName } from '../shared/fmt'
import { amountWords, words } from './words'

export const groups = ['receiving', 'may_apply', 'unknown', 'not_yet', 'not'] as const
export type Group = (typeof groups)[number]

/** Groups that hold something, each with the most money first; standings after money. */
export function grouped(items: MyEntitlement[]): { group: Group; items: MyEntitlement[] }[] {
  return groups
    .map((group) => ({ group, items: items.filter((item) => item.group === group).sort((a, b) => b.amount_fen - a.amount_fen || Number(a.standing) - Number(b.standing)) }))
    .filter((one) => one.items.length > 0)
}

export const entitledCount = (items: MyEntitlement[]): number => items.filter((item) => item.verdict === 'yes').length

export const amountOf = (item: MyEntitlement): string =>
  item.verdict !== 'yes' ? '' : item.standing ? words.standing : amountWords(item.amount_fen, item.period)

/** When its money comes and since when, as far as any source says; of what is not paid yet only since when it might be. */
export function whenOf(item: MyEntitlement): string {
  if (item.verdict !== 'yes') return ''
  if (item.group !== 'receiving') return item.since ? words.meets(monthName(item.since)) : ''
  const by = item.pays_by ? words.payBy(dayName(item.pays_by)) : ''
  const since = item.since ? words.since(monthName(item.since)) : ''
  return [by, since].filter(Boolean).join(' · ')
}

/** The documents an answer rests on, each once, by their full titles. */
export const groundsOf = (item: MyEntitlement): string =>
  [...new Set(item.clauses.map((clause) => (clause.title ? `《${clause.title.split(' ')[0]}》` : clause.text)))].join('、')

/** The list as one would read it to somebody: who, how many, each with its amount; what is not granted only by number. */
export function aloud(mine: MyEntitlements): string {
  const granted = mine.items.filter((item) => item.verdict === 'yes')
  const open = mine.items.filter((item) => item.verdict === 'unknown').length
  return [
    words.entitled(mine.greeting, granted.length) + '。',
    ...granted.map((item) => words.reading(item.label, [amountOf(item), whenOf(item).replace(' · ', '，')].filter(Boolean).join('，'))),
    open > 0 ? `还有 ${open} 项要弄清情况才知道。` : '',
  ].join('')
}
