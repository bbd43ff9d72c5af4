// Types of every layer, lint and import boundaries, unused code. Runs all, then says which failed. usage: check.mjs [--quiet]
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { root } from './run.mjs'

const bin = (path, ...args) => [process.execPath, `node_modules/${path}`, ...args]
const tsc = (layer) => bin('typescript/bin/tsc', '-p', `tsconfig.${layer}.json`)

const checks = {
  ...Object.fromEntries(['shared', 'node', 'shell', 'shell-floor', 'preload', 'renderer', 'test'].map((layer) => [`types of ${layer}`, tsc(layer)])),
  lint: bin('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  'unused code': bin('knip/bin/knip.js', '--no-progress'),
}

/** Answers the names of the checks that failed. */
export async function check() {
  const failed = []
  for (const [name, [command, ...args]] of Object.entries(checks)) if (!(await passes(command, args))) failed.push(name)
  for (const name of failed) console.error(`[palabre] check failed: ${name}`)
  return failed
}

const passes = (command, args) => new Promise((resolve) => spawn(command, args, { cwd: root, stdio: 'inherit' }).on('exit', (code) => resolve(code === 0)))

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit((await check()).length > 0 ? 1 : 0)
