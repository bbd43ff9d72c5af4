// Types of every layer, lint and import boundaries, unused code. Runs all, then says which failed. usage: check.mjs
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readable } from './run.mjs'

const bin = (path, ...args) => [process.execPath, `node_modules/${path}`, ...args]
const tsc = (layer) => bin('typescript/bin/tsc', '-p', `tsconfig.${layer}.json`)

/** The longest first. */
const checks = {
  'unused code': bin('knip/bin/knip.js', '--no-progress'),
  lint: bin('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  ...Object.fromEntries(['test', 'renderer', 'shell', 'shell-floor', 'node', 'preload', 'shared'].map((layer) => [`types of ${layer}`, tsc(layer)])),
}

/** Answers the names of the checks that failed. Each has its lines in one piece. */
export async function check(write = (text) => process.stdout.write(text)) {
  const failed = []
  const left = Object.entries(checks)
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [name, [command, ...args]] = next
      const text = []
      const status = await readable(command, args, (part) => text.push(part))
      for (const part of text) write(part)
      if (status === 0) continue
      failed.push(name)
      write(`[palabre] check failed: ${name}\n`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return failed
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit((await check()).length > 0 ? 1 : 0)
