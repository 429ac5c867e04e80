// What was typed and not yet saved, kept for this tab and this account: it outlives a closed form and a lost page, and
// ends with signing out.

import { drafts, state } from './api/client'

const place = (name: string): string => `${drafts}${state.session?.account.id ?? ''}.${name}`

export const keepDraft = <T>(name: string, draft: T): void => sessionStorage.setItem(place(name), JSON.stringify(draft))

export const dropDraft = (name: string): void => sessionStorage.removeItem(place(name))

/** What was kept under this name; null when nothing was. */
export function draftOf<T>(name: string): T | null {
  const kept = sessionStorage.getItem(place(name))
  return kept === null ? null : (JSON.parse(kept) as T)
}
