// Runs bench/spine_1_rules.sql on the city in a folder: node spine_1_duckdb.mjs FOLDER ROUNDS
// Prints `seconds CPU WALL` (medians of the statements that answer, loading apart) and `BENEFIT GRANTED FEN` each.
import { DuckDBInstance } from '@duckdb/node-api'
import { readFileSync } from 'node:fs'

const [folder, rounds] = process.argv.slice(2)
const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
const connection = await instance.connect()
const [load, answer, totals] = readFileSync(new URL('spine_1_rules.sql', import.meta.url), 'utf8')
  .replace(/^-- [^-].*$/gm, '')
  .replaceAll('FOLDER', folder)
  .split('-- ----')
const run = async (script) => {
  for (const statement of script.split(';').filter((text) => text.trim())) await connection.run(statement)
}
const median = (figures) => figures.sort((a, b) => a - b)[Math.floor(figures.length / 2)]

await run(load)
const cpu = []
const wall = []
for (let round = 0; round < Number(rounds); round++) {
  const before = process.cpuUsage()
  const start = performance.now()
  await run(answer)
  const { user, system } = process.cpuUsage(before)
  cpu.push((user + system) / 1e6)
  wall.push((performance.now() - start) / 1e3)
}
console.log('seconds', median(cpu), median(wall))
for (const [name, granted, fen] of await (await connection.runAndReadAll(totals)).getRows()) console.log(name, String(granted), String(fen))
