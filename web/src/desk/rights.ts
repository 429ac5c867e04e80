// Rights as people read them: what may be done with the same thing for the same purposes stands in one line, and what concerns the
// same thing stands together.

import type { Role } from '../shared/api/shapes'

export function gatheredRights(rights: Role['rights']): Role['rights'] {
  const found: Role['rights'] = []
  for (const right of rights) {
    const same = found.find((one) => one.subject === right.subject && one.purposes.join() === right.purposes.join())
    if (same) same.actions = [...same.actions, ...right.actions.filter((action) => !same.actions.includes(action))]
    else found.push({ ...right })
  }
  const subjects = [...new Set(found.map((one) => one.subject))]
  return subjects.flatMap((subject) => found.filter((one) => one.subject === subject))
}
