// How the reader wants to see the pages: kept on this device, set on the root so that every size follows.

import { reactive, watchEffect } from 'vue'

interface Reading { elder: boolean; size: 0 | 1 | 2 | 3; contrast: boolean }

const kept = 'huimin.reading'

function recall(): Reading {
  try {
    const told = JSON.parse(localStorage.getItem(kept) ?? '{}') as Partial<Reading>
    return { elder: told.elder === true, size: ([0, 1, 2, 3] as const).find((n) => n === told.size) ?? 0, contrast: told.contrast === true }
  } catch {
    return { elder: false, size: 0, contrast: false } // A device that keeps nothing still reads.
  }
}

export const reading = reactive<Reading>(recall())

watchEffect(() => {
  const root = document.documentElement.classList
  root.toggle('elder', reading.elder)
  root.toggle('contrast', reading.contrast)
  for (const n of [1, 2, 3] as const) root.toggle(`size-${n}`, reading.size === n)
  try {
    localStorage.setItem(kept, JSON.stringify(reading))
  } catch { /* as above */ }
})
