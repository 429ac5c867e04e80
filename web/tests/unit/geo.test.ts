import { expect, test } from 'vitest'
import { draw, holds, type Region } from '../../src/kit/geo'
import type { Shape } from '../../src/shared/api/shapes'

const square = (code: string, west: number): Shape => ({
  type: 'Feature', properties: { code, name: code },
  geometry: { type: 'Polygon', coordinates: [[[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]] },
})

test('two squares side by side fill the width, north is up, labels stand in the middle', () => {
  const { regions, height } = draw([square('a', 0), square('b', 1)], 200)
  expect(height).toBeCloseTo(100, 1)
  expect(regions.map((region) => region.label.map(Math.round))).toEqual([[50, 50], [150, 50]])
  expect(regions[0]!.path.startsWith('M0.0 100.0L')).toBe(true)
})
test('nothing to draw is no error', () => {
  expect(draw([], 200)).toEqual({ regions: [], height: 0 })
})

test('a line stands in a region only where it finds room', () => {
  const region = (side: number) => ({ code: '1', name: '', path: '', label: [0, 0], room: side }) as Region
  for (const [line, side, stands] of [['密云区', 40, true], ['密云区', 37, false], ['首都机场街道', 75, false], ['首都机场街道', 76, true], ['9,574.50 元', 76, false], ['9,574.50 元', 81, true]] as const)
    expect(holds(region(side), line, 15), `${line} ${side}`).toBe(stands)
})
