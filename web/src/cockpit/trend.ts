// The months before the one looked at, read one after the other once the page itself stands.

import { ref, watch, type Ref } from 'vue'
import { get, Refusal } from '../shared/api/client'
import type { Figures } from '../shared/api/shapes'
import { monthsBetween } from '../shared/fmt'

export const monthsShown = 6

/** The last months up to `month`, not before `first`, newest first. */
export const lastMonths = (first: string, month: string): string[] => monthsBetween(first, month).slice(0, monthsShown)

/** Fills up as the months come; a month that is refused is left out. Begins anew when `now` does. */
export function useTrend(now: Ref<Figures | null>, first: () => string): Ref<Figures[]> {
  const months = ref<Figures[]>([]) as Ref<Figures[]>
  watch(now, async (figures) => {
    months.value = figures ? [figures] : []
    if (!figures) return
    for (const month of lastMonths(first(), figures.month).slice(1)) {
      const read = await get<Figures>('/figures/entitlements', { month, area: figures.area.code, level: figures.level }).catch((cause: unknown) => {
        if (cause instanceof Refusal) return null
        throw cause
      })
      if (now.value !== figures) return
      if (read) months.value = [...months.value, read]
    }
  }, { immediate: true })
  return months
}
