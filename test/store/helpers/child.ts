import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** Runs `script` in a process of its own; `store` in it is everything that the store's index exports. */
export async function child(script: string, ...args: string[]): Promise<ChildProcess> {
  const outDir = join(root, 'node_modules/.cache', `store-child-${process.pid}`)
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }))
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    ssr: { noExternal: true, external: ['libsql'] },
    build: { ssr: 'electron/store/index.ts', outDir, minify: false, rolldownOptions: { output: { entryFileNames: 'store.mjs' } } },
  })
  const main = join(outDir, 'main.mjs')
  writeFileSync(main, `import * as store from './store.mjs'\nconst args = process.argv.slice(2)\n${script}`)
  const started = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void started.kill('SIGKILL'))
  return started
}
