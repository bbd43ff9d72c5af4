import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../../helpers/netns.ts'

/** A program that takes the place of `executable` and runs it in the host's network. */
export async function programIn(host: Host, executable: string, folder: string): Promise<string> {
  const path = join(folder, `${host.namespace}.sh`)
  const wrapper = join(import.meta.dirname, 'window-in-namespace.mjs')
  await writeFile(path, `#!/bin/sh\nexec "${process.execPath}" "${wrapper}" "${host.namespace}" "${executable}" "$@"\n`)
  await chmod(path, 0o700)
  return path
}
