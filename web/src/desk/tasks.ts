// The order in which what waits is looked at.

import type { Lead } from '../shared/api/shapes'

/** Past its limit, or within three working days of it. */
export const isUrgent = (lead: Lead): boolean => lead.working_days_left !== null && lead.working_days_left <= 3

/** The nearest limit first; what has none after these, the oldest first, so that none is forgotten. */
export const byLimit = (leads: Lead[]): Lead[] =>
  [...leads].sort((a, b) => (a.due ?? '9999').localeCompare(b.due ?? '9999') || a.at.localeCompare(b.at))
