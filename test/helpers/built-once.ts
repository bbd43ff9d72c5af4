import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'out/tests')
const sources = ['electron', 'shared', 'build', 'test/helpers', 'test/netns', 'package.json', 'package-lock.json']

/** What other sources made is of no use any more, but a run that began before they changed may still read it. ms */
const oldMs = 3_600_000

/**
 * A folder with what `make` writes into the one that it is given. Made when the sources have changed, and shared by all files of tests and by runs side by
 * side: it is there whole or not at all, whoever makes it at the same time.
 */
export async function builtOnce(name: string, make: (outDir: string) => Promise<unknown>): Promise<string> {
  const now = fingerprint()
  const made = join(folder, `${name}-${now}`)
  if (existsSync(made)) return made
  mkdirSync(folder, { recursive: true })
  sweep(now)
  const mine = `${made}-${process.pid}`
  await make(mine)
  try {
    renameSync(mine, made)
  } catch {
    // Somebody else's is there meanwhile, and as good.
    rmSync(mine, { recursive: true, force: true })
  }
  return made
}

function sweep(now: string): void {
  for (const name of readdirSync(folder).filter((each) => !each.includes(now))) {
    const path = join(folder, name)
    const made = statSync(path, { throwIfNoEntry: false })
    if (made && Date.now() - made.mtimeMs > oldMs) rmSync(path, { recursive: true, force: true })
  }
}

/** Names, sizes and times: cheap, and enough to see a change. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const note = (path: string): void => {
    const found = statSync(path)
    if (!found.isDirectory()) return void hash.update(`${path} ${found.size} ${found.mtimeMs}\n`)
    for (const name of readdirSync(path).filter((each) => each !== 'node_modules')) note(join(path, name))
  }
  for (const source of sources) note(join(root, source))
  return hash.digest('hex').slice(0, 16)
}
