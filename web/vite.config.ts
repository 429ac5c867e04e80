// Three faces on one origin, each its own page: /desk for staff, /m for citizens, /cockpit for leaders.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const page = (name: string) => fileURLToPath(new URL(`${name}.html`, import.meta.url))

export default defineConfig({
  plugins: [vue()],
  build: {
    target: 'chrome87',
    cssCodeSplit: true,
    modulePreload: { polyfill: false },
    manifest: true,
    rollupOptions: { input: { desk: page('desk'), m: page('m'), cockpit: page('cockpit') } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts', 'src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
