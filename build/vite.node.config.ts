import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, '..', path)

/** What runs on plain Node: the terminal messenger, and the core as the benches use it. Only libsql, which is native, stays outside. */
export default defineConfig({
  ssr: { noExternal: true, external: ['libsql'] },
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: at('out/node'),
    minify: false,
    rolldownOptions: {
      input: { palabre: at('electron/cli/index.ts'), core: at('electron/net/index.ts'), 'diagnostics-thread': at('electron/net/diagnostics/worker/thread.ts') },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})
