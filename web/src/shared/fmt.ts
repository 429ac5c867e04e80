// Money, days and counts as people read them. The only place that turns facts into text.

const grouped = new Intl.NumberFormat('zh-CN')

export type Period = 'monthly' | 'yearly' | 'daily' | 'once' | null
const per: Record<Exclude<Period, null>, string> = { monthly: '/月', yearly: '/年', daily: '/日', once: '' }

/** 140150 → `1,401.50`; whole yuan lose their zeros. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(fen) / 100)
  const rest = Math.abs(fen) % 100
  return sign + grouped.format(whole) + (rest ? '.' + String(rest).padStart(2, '0') : '')
}

/** `1,401 元/月` */
export const money = (fen: number, period: Period = null): string => `${yuan(fen)} 元${period ? per[period] : ''}`

/** What the server's sentences set apart with backquotes, as people quote: `x` → “x”. */
export const quoted = (text: string): string => text.replace(/`([^`]*)`/g, '“$1”')

/** Large sums for leaders: `3,120.5 万元`, `1.2 亿元`. */
export function bigMoney(fen: number): string {
  const value = fen / 100
  if (Math.abs(value) >= 1e8) return `${(value / 1e8).toFixed(2)} 亿元`
  if (Math.abs(value) >= 1e4) return `${grouped.format(Math.round(value / 1e3) / 10)} 万元`
  return money(fen)
}

/** Sums that stand under each other, all in one unit with as many places, by the greatest of them. */
export function inOneUnit(fens: (number | null)[]): (fen: number) => string {
  const most = Math.max(0, ...fens.map((fen) => Math.abs(fen ?? 0) / 100))
  const [unit, per, places] = most >= 1e8 ? ['亿元', 1e8, 2] : most >= 1e6 ? ['万元', 1e4, 2] : ['元', 1, fens.every((fen) => (fen ?? 0) % 100 === 0) ? 0 : 2]
  const told = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: places, maximumFractionDigits: places })
  return (fen) => `${told.format(fen / 100 / per)} ${unit}`
}

export const count = (n: number): string => grouped.format(n)

/** 0.1234 → `12.3%`; nothing to divide by → `—`. */
export const share = (part: number, whole: number): string => (whole > 0 ? `${((part / whole) * 100).toFixed(1)}%` : '—')

/** A moment in China: `2026-11-25 09:14`. Days and months stay as they are. */
export function moment(iso: string): string {
  if (!iso.includes('T')) return iso
  const shifted = new Date(Date.parse(iso) + 8 * 3600_000)
  return shifted.toISOString().slice(0, 16).replace('T', ' ')
}

/** `2026-11` → `2026年11月` */
export const monthName = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`

/** `2026-11-10` → `11月10日` */
export const dayName = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

/** The months between two, newest first. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = []
  let [year, month] = last.split('-').map(Number) as [number, number]
  while (`${year}-${String(month).padStart(2, '0')}` >= first && months.length < 120) {
    months.push(`${year}-${String(month).padStart(2, '0')}`)
    if (--month === 0) { month = 12; year-- }
  }
  return months
}

export const yearsOld = (birthday: string, today: string): number => {
  const years = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4))
  return today.slice(5) < birthday.slice(5) ? years - 1 : years
}
