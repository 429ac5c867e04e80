// Reading aloud by the device's own voice. Where it has no Chinese voice there is no button.

import { onScopeDispose, ref } from 'vue'

export function useSpeech() {
  const can = ref(false)
  const speaking = ref(false)
  const speech = 'speechSynthesis' in window ? window.speechSynthesis : null
  const look = () => (can.value = speech?.getVoices().some((voice) => voice.lang.startsWith('zh')) ?? false)
  look()
  speech?.addEventListener?.('voiceschanged', look)

  function stop() {
    speech?.cancel()
    speaking.value = false
  }
  function say(text: string) {
    if (!speech) return
    stop()
    const words = new SpeechSynthesisUtterance(text)
    words.lang = 'zh-CN'
    words.rate = 0.9
    words.onend = () => (speaking.value = false)
    speaking.value = true
    speech.speak(words)
  }
  onScopeDispose(() => {
    speech?.removeEventListener?.('voiceschanged', look)
    stop()
  })
  return { can, speaking, say, stop }
}
