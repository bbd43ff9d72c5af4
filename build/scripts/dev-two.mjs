// `npm run dev:two`: alice and bob side by side, each with a profile, a title, a port and a debug port.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { endings, root, say } from './run.mjs'

ensureBuilt()
const people = [
  { name: 'alice', port: 3000, debug: 9333 },
  { name: 'bob', port: 3001, debug: 9334 },
]

const children = people.map(({ name, port, debug }) => {
  say(`${name}: port ${port}, debug port ${debug}`)
  const profile = join(root, '.cache/profiles', name)
  const options = [`--user-data-dir=${profile}`, `--title=${name}`, `--name=${name}`, `--port=${port}`, `--remote-debugging-port=${debug}`]
  return spawn(process.execPath, [join(root, 'build/scripts/start.mjs'), ...options], { stdio: 'inherit' })
})

const stop = () => {
  for (const child of children) child.kill()
}
for (const signal of endings) process.on(signal, stop)
for (const child of children) child.on('exit', stop)
