import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

interface Modules {
  readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null
}

/** The page in two files: what its first paint needs, and the parts that come after it. Each file is a turn through the main process. */
function inTwo(): (id: string, modules: Modules) => string {
  const first = new Set<string>()
  const walk = (id: string, modules: Modules) => {
    if (first.has(id)) return
    first.add(id)
    for (const next of modules.getModuleInfo(id)?.importedIds ?? []) walk(next, modules)
  }
  return (id, modules) => {
    walk(at('renderer/index.html'), modules)
    return first.has(id) ? 'first' : 'parts'
  }
}

export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      outDir: at('out/main'),
      minify: true,
      externalizeDeps: { include: ['libsql'] },
      rolldownOptions: {
        input: { index: at('electron/main/index.ts'), 'diagnostics-thread': at('electron/net/diagnostics/worker/thread.ts') },
        output: { format: 'es' },
      },
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
      // One sheet in the page's head: no part that comes later flashes or changes the order of rules.
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1000,
      outDir: at('out/renderer'),
      rolldownOptions: {
        input: { index: at('renderer/index.html') },
        output: { codeSplitting: { groups: [{ debugName: 'page', name: inTwo() }] } },
      },
    },
  },
})
