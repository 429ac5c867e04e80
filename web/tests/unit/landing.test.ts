import { expect, test } from 'vitest'
import { landing, maySearch } from '../../src/desk/landing'

const rights = (...all: [string, ...string[]][]) => all.map(([subject, ...actions]) => ({ subject, actions }))

test.each([
  ['a clerk', rights(['person', 'read'], ['lead', 'read', 'change']), '/todo', true],
  ['who reads people but no leads', rights(['person', 'read'], ['household', 'read']), '/records/household', true],
  ['a registrar', rights(['marriage_application', 'read', 'create']), '/records/marriage_application', true],
  ['who keeps the accounts', rights(['accounts', 'read', 'administer']), '/admin/accounts', false],
  ['who checks the journal', rights(['journal', 'read', 'verify'], ['accounts', 'read']), '/admin/journal', false],
  ['who tries out standards', rights(['packs', 'read', 'simulate'], ['household', 'aggregate']), '/simulate', false],
  ['who runs the machine', rights(['system', 'read'], ['jobs', 'read', 'administer']), '/admin/jobs', false],
  ['who may do nothing here', rights(), '/rules', false],
] as const)('%s lands on the own work, and searches only where there is something to find', (_, all, page, searches) => {
  expect(landing([...all])).toBe(page)
  expect(maySearch([...all])).toBe(searches)
})
