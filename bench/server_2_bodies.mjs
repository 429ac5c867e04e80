// Persons to be recorded, one JSON a line, each with a citizen number of its own that keeps GB 11643:
//   node server_2_bodies.mjs FIRST HOW_MANY <OWNERS   OWNERS: ids of households, a line each
import { readFileSync } from 'node:fs'

const [first, many] = process.argv.slice(2).map(Number)
const owners = readFileSync(0, 'utf8').trim().split('\n')
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const born = Date.UTC(1940, 0, 1)
const lines = []
for (let i = first; i < first + many; i++) {
  const birthday = new Date(born + (i % 29000) * 86_400_000).toISOString().slice(0, 10)
  const start = '110101' + birthday.replaceAll('-', '') + String(100 + Math.floor(i / 29000)).padStart(3, '0')
  const number = start + '10X98765432'[weights.reduce((sum, weight, at) => sum + weight * Number(start[at]), 0) % 11]
  lines.push(
    JSON.stringify({
      owner: owners[i % owners.length],
      facts: { name: '王建国', citizen_number: number, birthday, ethnic_group: '汉族', sex: Number(start[16]) % 2 ? 'male' : 'female', relation: 'child' },
      source: '公安户籍',
    }),
  )
}
console.log(lines.join('\n'))
