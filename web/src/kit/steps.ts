// Which branches of an explanation stand open: what failed or is not known yet, so that the reason is seen at once.

import type { Step } from '../shared/api/shapes'

export const glyphs: Record<Step['state'], string> = { yes: '✓', no: '✕', unknown: '?', number: '=', fact: '·' }
export const words: Record<Step['state'], string> = { yes: '符合', no: '不符合', unknown: '待核实', number: '计算', fact: '事实' }

/** A step needs to be seen when it, or something it rests on, failed or is open. */
export function needsEyes(step: Step): boolean {
  return step.state === 'no' || step.state === 'unknown' || step.children.some(needsEyes)
}

/** Open at first: a step whose own children hold what has to be seen; a step that holds stays closed. */
export const opensItself = (step: Step): boolean => step.state !== 'yes' && step.children.some(needsEyes)
