import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      outDir: at('out/main'),
      minify: true,
      externalizeDeps: { include: ['libsql'] },
      rolldownOptions: { input: { index: at('electron/main/index.ts') }, output: { format: 'es' } },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: at('out/preload'),
      rolldownOptions: { input: { index: at('electron/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false } },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    // The page's policy allows fonts and images from its own origin only: nothing is inlined.
    build: {
      target: 'chrome130',
      minify: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      outDir: at('out/renderer'),
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
