// Which branches of an explanation stand open: what failed or is not known yet, so that the reason is seen at once.

import type { Step } from '../shared/api/shapes'

export const glyphs: Record<Step['state'], string> = { yes: '✓', no: '✕', unknown: '?', number: '=', fact: '·', remark: '' }
export const words: Record<Step['state'] | 'moot', string> = { yes: '符合', no: '不符合', unknown: '待核实', number: '计算', fact: '事实', remark: '', moot: '未知，不影响结论' }

/**
 * A step needs to be seen when it, or something it rests on, failed or is open. Once the answer is no, what is not
 * known decides nothing any more: `settled`.
 */
export function needsEyes(step: Step, settled = false): boolean {
  const within = settled || step.state === 'no'
  return step.state === 'no' || (step.state === 'unknown' && !settled) || step.children.some((child) => needsEyes(child, within))
}

/** Open at first: a step whose own children hold what has to be seen; a step that holds stays closed. */
export function opensItself(step: Step, settled = false): boolean {
  if (step.state === 'yes' || (step.state === 'unknown' && settled)) return false
  return step.children.some((child) => needsEyes(child, settled || step.state === 'no'))
}

/** Remarks that all begin with the same words before a colon, and neither hold nor count anything, are told together. */
export function asides(children: Step[]): { steps: Step[]; asides: Step[]; title: string } {
  const titleOf = (step: Step) => (step.state === 'remark' && !step.value && step.children.length === 0 ? (/^([^：]+)：/.exec(step.text)?.[1] ?? '') : '')
  const title = children.map(titleOf).find((one, at, all) => one !== '' && all.indexOf(one) !== at) ?? ''
  const told = children.filter((step) => title !== '' && titleOf(step) === title)
  return { steps: children.filter((step) => !told.includes(step)), asides: told.map((step) => ({ ...step, text: step.text.slice(title.length + 1) })), title }
}
