// The emergency of whoever is signed in: whether one is running, how long it lasts yet, and whether one waits for its
// review; and how many wait for one's own.

import { reactive } from 'vue'
import { get, post, state } from '../shared/api/client'
import type { Emergency, List } from '../shared/api/shapes'

/**
 * `left`: seconds, counted down here from what the server told; its clock and this one may differ. `others`: how many of
 * other people's wait for their review, as far as one sees them.
 */
export const emergency = reactive<{ running: Emergency | null; waits: Emergency | null; left: number; others: number }>({ running: null, waits: null, left: 0, others: 0 })

let timer: ReturnType<typeof setInterval> | undefined
let until = 0

export const isRunning = (one: Emergency): boolean => one.seconds_left > 0 && one.reviewed === null
export const isWaiting = (one: Emergency): boolean => one.seconds_left <= 0 && one.reviewed === null

/** 2,520 → `42 分钟`; of the last two minutes each second counts. */
export const leftText = (seconds: number): string => (seconds >= 120 ? `${Math.floor(seconds / 60)} 分钟` : `${Math.max(0, Math.ceil(seconds))} 秒`)

function take(own: Emergency[]) {
  clearInterval(timer)
  emergency.running = own.find(isRunning) ?? null
  emergency.waits = own.find(isWaiting) ?? null
  emergency.left = emergency.running?.seconds_left ?? 0
  if (!emergency.running) return
  until = performance.now() + emergency.left * 1000
  timer = setInterval(() => {
    emergency.left = Math.max(0, (until - performance.now()) / 1000)
    if (emergency.left === 0) void readEmergency()
  }, 1000)
}

/** Reads what stands; a server that does not answer leaves what was known. */
export async function readEmergency(): Promise<void> {
  const all = await get<List<Emergency>>('/emergencies', { limit: 50 }).catch(() => null)
  if (!all) return
  const isOwn = (one: Emergency) => one.account === state.session?.account.id
  emergency.others = all.items.filter((one) => isWaiting(one) && !isOwn(one)).length
  take(all.items.filter(isOwn))
}

export async function endEmergency(): Promise<void> {
  if (emergency.running) await post(`/emergencies/${emergency.running.id}/end`)
  await readEmergency()
}
