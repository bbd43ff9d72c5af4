// `npm run dev:two`: alice and bob side by side, each with a profile, a title, a port and a debug port.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { onDisplay } from './display.mjs'
import { isRoot, root, say } from './run.mjs'
import { electronRuntime } from './runtime.mjs'

const electron = await electronRuntime()
ensureBuilt()
const people = [
  { name: 'alice', port: 3000, debug: 9333 },
  { name: 'bob', port: 3001, debug: 9334 },
]

const children = people.map(({ name, port, debug }) => {
  const options = [
    `--user-data-dir=${join(root, '.cache/profiles', name)}`,
    `--title=${name}`,
    `--name=${name}`,
    `--port=${port}`,
    `--remote-debugging-port=${debug}`,
  ]
  const { command, args } = onDisplay(electron.path, [...(isRoot ? ['--no-sandbox'] : []), root, ...options])
  say(`${name}: port ${port}, debug port ${debug}`)
  return spawn(command, args, { stdio: 'inherit' })
})

const stop = () => {
  for (const child of children) child.kill()
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
for (const child of children) child.on('exit', stop)
