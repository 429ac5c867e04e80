import { expect, test } from 'vitest'
import { below, stem } from '../../src/kit/areas'

test('a division’s code without the levels it leaves open is what all below it begin with', () => {
  for (const [code, begins] of [['110000', '11'], ['330200', '3302'], ['110101', '110101'], ['110101001', '110101001'], ['110101001000', '110101001'], ['110101001012', '110101001012']])
    expect(stem(code!)).toBe(begins)
})
test('what was found elsewhere is not offered', () => {
  const found = ['110101', '110101001', '110102', '330200'].map((code) => ({ code, name: code, level: 'county' as const, full_name: code }))
  expect(below('110101', found).map((one) => one.code)).toEqual(['110101', '110101001'])
})
