import { expect, test } from 'vitest'
import { asides, needsEyes, opensItself } from '../../src/kit/steps'
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
test('remarks that begin alike are told together, a single one and whatever counts stay where they are', () => {
  const remark = (text: string, state: Step['state'] = 'remark') => ({ text, value: '', state, clauses: [], origin: '', children: [] }) as Step
  const told = asides([remark('资格：须同时满足', 'yes'), remark('与别项的关系：可以一起领'), remark('来源：公安'), remark('与别项的关系：不计入收入')])
  expect(told.title).toBe('与别项的关系')
  expect(told.steps.map((step) => step.text)).toEqual(['资格：须同时满足', '来源：公安'])
  expect(told.asides.map((step) => step.text)).toEqual(['可以一起领', '不计入收入'])
  expect(asides([remark('来源：公安')])).toMatchObject({ asides: [], title: '' })
})
