// Writes ../calendar.csv: days off and weekend days worked, 2004 to 2026, as the yearly notices of 国务院办公厅 set them.
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'

const require = createRequire(import.meta.url)
const { holidays, workdays } = require('chinese-days/dist/chinese-days.json')

const named = (text) => text.split(',')[1]
const rows = [
  ...Object.entries(holidays).map(([day, text]) => `${day},holiday,${named(text)}`),
  ...Object.entries(workdays).map(([day, text]) => `${day},work,${named(text)}`),
].sort()
writeFileSync(new URL('../calendar.csv', import.meta.url), 'date,kind,name\n' + rows.join('\n') + '\n')
console.log(`${rows.length} days`)
