// A city's shapes as paths of a drawing: equirectangular about the middle of the city, which is exact enough for one
// city (below 0.1 % across 200 km) and free of the winding rules of spherical projections.

import type { Shape } from '../shared/api/shapes'

/** `room`: the side of a square as large. */
export interface Region { code: string; name: string; path: string; label: [number, number]; room: number }

type Ring = number[][]
const rings = (shape: Shape): Ring[][] =>
  shape.geometry.type === 'Polygon' ? [shape.geometry.coordinates as Ring[]] : (shape.geometry.coordinates as Ring[][])

/** Twice the signed area and the centroid of a ring of drawn points. */
function middle(points: [number, number][]): { area: number; at: [number, number] } {
  let area = 0, x = 0, y = 0
  points.forEach(([x0, y0], i) => {
    const [x1, y1] = points[(i + 1) % points.length]!
    const cross = x0 * y1 - x1 * y0
    area += cross
    x += (x0 + x1) * cross
    y += (y0 + y1) * cross
  })
  return area === 0 ? { area: 0, at: points[0]! } : { area: Math.abs(area), at: [x / (3 * area), y / (3 * area)] }
}

/** The regions drawn into a box of `width`, and the box's height. Shapes without a point are left out. */
export function draw(shapes: Shape[], width: number): { regions: Region[]; height: number } {
  const all = shapes.flatMap((shape) => rings(shape).flat(2))
  if (all.length === 0) return { regions: [], height: 0 }
  const lons = all.map((point) => point[0]!), lats = all.map((point) => point[1]!)
  const [west, east] = [Math.min(...lons), Math.max(...lons)]
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = width / Math.max((east - west) * squeeze, 1e-9)
  const put = (point: number[]): [number, number] => [(point[0]! - west) * squeeze * scale, (north - point[1]!) * scale]
  const regions = shapes.map((shape): Region => {
    const polygons = rings(shape)
    const path = polygons.flat().map((ring) => 'M' + ring.map((p) => put(p).map((n) => n.toFixed(1)).join(' ')).join('L') + 'Z').join('')
    const largest = polygons.map((polygon) => middle(polygon[0]!.slice(0, -1).map(put))).reduce((a, b) => (b.area > a.area ? b : a))
    return { ...shape.properties, path, label: largest.at, room: Math.sqrt(largest.area / 2) }
  })
  return { regions, height: (north - south) * scale }
}

/** Whether a line of letters of this size finds room in a region, above or below another. */
export function holds(region: Region, line: string, letter: number): boolean {
  const wide = [...line].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 1 : 0.6), 0) * letter
  return region.room > 2.5 * letter && wide < 1.2 * region.room
}
