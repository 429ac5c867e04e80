// Where an account lands and what its menu offers, by its rights. The server decides all the same.

import type { Session } from '../shared/api/shapes'

type Rights = Pick<Session['rights'][number], 'subject' | 'actions'>[]

/** What is not a record: it has pages of its own, or none. */
const systems = new Set(['packs', 'accounts', 'journal', 'jobs', 'system'])

const has = (rights: Rights, subject: string, ...actions: string[]): boolean =>
  rights.some((right) => right.subject === subject && right.actions.some((action) => actions.includes(action)))

/** Whoever may read some records may look for them. */
export const maySearch = (rights: Rights): boolean => rights.some((right) => !systems.has(right.subject) && right.actions.includes('read'))

/** The page of the work the account is for. */
export function landing(rights: Rights): string {
  if (has(rights, 'lead', 'read')) return '/todo'
  for (const central of ['household', 'person']) if (has(rights, central, 'read')) return `/records/${central}`
  const record = rights.find((right) => !systems.has(right.subject) && right.actions.includes('read'))
  if (record) return `/records/${record.subject}`
  if (has(rights, 'accounts', 'administer')) return '/admin/accounts'
  if (has(rights, 'journal', 'read', 'verify')) return '/admin/journal'
  if (has(rights, 'packs', 'simulate')) return '/simulate'
  if (has(rights, 'jobs', 'read', 'administer')) return '/admin/jobs'
  return has(rights, 'accounts', 'read') ? '/admin/accounts' : '/rules'
}
