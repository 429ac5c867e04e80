// What a face may load first, in KB of gzipped scripts; a build beyond it fails.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const budgets = { 'desk.html': 220, 'm.html': 80, 'cockpit.html': 260 }
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))

function scripts(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) scripts(next, seen)
  return seen
}
/** The first page is the entry and the route it opens, which the entry names among its dynamic imports first. */
function first(entry) {
  const keys = scripts(entry)
  const page = manifest[entry].dynamicImports?.[0]
  if (page) scripts(page, keys)
  return [...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'))
}
let over = 0
for (const [entry, budget] of Object.entries(budgets)) {
  if (!manifest[entry]) continue
  const size = first(entry).reduce((sum, file) => sum + gzipSync(readFileSync('dist/' + file), { level: 9 }).length, 0) / 1024
  console.log(`${entry} ${size.toFixed(0)} KB of ${budget}`)
  if (size > budget) over++
}
process.exit(over ? 1 : 0)
