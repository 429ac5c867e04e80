// One read of the server as a page shows it: loading (after 300 ms), there, empty, or refused and tried again.

import { onScopeDispose, ref, shallowRef, watch, type Ref, type WatchSource } from 'vue'
import { Refusal } from './api/client'
import type { ProblemBody } from './api/shapes'

export interface Loading<T> {
  value: Ref<T | null>
  problem: Ref<ProblemBody | null>
  /** Nothing to show yet, for longer than 300 ms. */
  waiting: Ref<boolean>
  again(): Promise<void>
}

/** Reads now and whenever a source changes; an answer that comes late for an older question is dropped. */
export function useLoading<T>(read: (signal: AbortSignal) => Promise<T>, sources: WatchSource[] = []): Loading<T> {
  const value = shallowRef<T | null>(null) as Ref<T | null>
  const problem = ref<ProblemBody | null>(null)
  const waiting = ref(false)
  let asked: AbortController | null = null
  async function again() {
    asked?.abort()
    const mine = (asked = new AbortController())
    problem.value = null
    const timer = setTimeout(() => (waiting.value = true), 300)
    try {
      const answer = await read(mine.signal)
      if (mine === asked) value.value = answer
    } catch (cause) {
      if (mine !== asked || mine.signal.aborted) return
      if (!(cause instanceof Refusal)) throw cause
      problem.value = cause.problem
    } finally {
      clearTimeout(timer)
      if (mine === asked) waiting.value = false
    }
  }
  watch(sources, again, { immediate: true })
  onScopeDispose(() => asked?.abort())
  return { value, problem, waiting, again }
}
