// What the pages share while one is open: the month looked at, and the words that would be read aloud.

import { computed, ref } from 'vue'
import { state } from '../shared/api/client'

const chosen = ref<string | null>(null)
export const month = computed<string | undefined>({
  get: () => chosen.value ?? state.session?.months.now,
  set: (value) => (chosen.value = value ?? null),
})
export const spoken = ref('')
