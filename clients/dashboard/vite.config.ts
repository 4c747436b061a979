// SPDX-License-Identifier: Apache-2.0
import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

// Everything is served by the server itself: no inline code, hashed names, nothing from elsewhere.
export default defineConfig({
  plugins: [preact({ devToolsEnabled: false })],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    // What is small comes with what needs it: each file that is asked for costs a slow phone some milliseconds.
    rollupOptions: { output: { experimentalMinChunkSize: 3000 } },
  },
  // `npm run dev` beside a running server.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
})
