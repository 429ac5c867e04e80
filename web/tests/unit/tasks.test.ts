import { expect, test } from 'vitest'
import { byLimit, isUrgent } from '../../src/desk/tasks'
import type { Lead } from '../../src/shared/api/shapes'

const lead = (id: string, at: string, due: string | null, left: number | null) => ({ id, at, due, working_days_left: left }) as Lead

test('the nearest limit stands first, and of those without one the oldest', () => {
  const all = [lead('new', '2026-11-20', null, null), lead('old', '2026-11-01', null, null), lead('soon', '2026-11-24', '2026-11-27', 2), lead('late', '2026-10-01', '2026-11-23', -2)]
  expect(byLimit(all).map((one) => one.id)).toEqual(['late', 'soon', 'old', 'new'])
  expect(all.filter(isUrgent).map((one) => one.id)).toEqual(['soon', 'late'])
})
test('four working days are time enough', () => {
  expect(isUrgent(lead('x', '2026-11-01', '2026-12-01', 4))).toBe(false)
})
