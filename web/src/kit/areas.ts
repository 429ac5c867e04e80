// Division codes: two digits a province, two a prefecture, two a county, three a town, three a village.

import type { AreaMatch } from '../shared/api/shapes'

/** What all codes below it begin with: `110000` → `11`, `330200` → `3302`. */
export const stem = (code: string): string => code.slice(0, [2, 4, 6, 9].find((length) => /^0*$/.test(code.slice(length))) ?? code.length)

/** Those that lie in `top`, itself too. */
export const below = (top: string, all: AreaMatch[]): AreaMatch[] => all.filter((one) => one.code.startsWith(stem(top)))
