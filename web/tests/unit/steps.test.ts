import { expect, test } from 'vitest'
import { needsEyes, opensItself } from '../../src/kit/steps'
import type { Step } from '../../src/shared/api/shapes'

const step = (state: Step['state'], children: Step[] = []): Step => ({ text: '', value: '', state, clauses: [], origin: '', children })

test('a branch that holds stays closed, one that failed below stands open', () => {
  const holds = step('yes', [step('no')])
  const failed = step('no', [step('yes'), step('no')])
  expect(opensItself(holds)).toBe(false)
  expect(opensItself(failed)).toBe(true)
  expect(opensItself(step('no'))).toBe(false)
  expect(needsEyes(step('number', [step('fact'), step('unknown')]))).toBe(true)
})
test('below a no, what is not known is folded: it decides nothing any more', () => {
  const failed = step('no', [step('no'), step('unknown', [step('unknown')])])
  expect(opensItself(failed)).toBe(true)
  expect(opensItself(failed.children[1]!, true)).toBe(false)
  expect(opensItself(step('no', [step('unknown')]))).toBe(false)
  expect(needsEyes(step('unknown'), true)).toBe(false)
  expect(opensItself(step('number', [step('unknown', [step('unknown')])]))).toBe(true)
})
