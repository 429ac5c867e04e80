// Three faces on one origin, each its own page: /desk for staff, /m for citizens, /cockpit for leaders.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

const page = (name: string) => fileURLToPath(new URL(`${name}.html`, import.meta.url))

export default defineConfig({
  plugins: [
    vue(),
    // Element Plus belongs to the desk alone; its parts are taken one by one so that a page loads what it shows.
    components({ dts: false, dirs: [], include: [/src\/desk\/.*\.vue$/], resolvers: [ElementPlusResolver()] }),
  ],
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
