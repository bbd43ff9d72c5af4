import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** One that is younger may be on its way into a message. ms */
const youngMs = 60_000

/** Of what was pasted, each in a folder of its own, only what a message still offers is kept. */
export async function tidyPasted(folder: string, isOffered: (path: string) => boolean, now: number = Date.now()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const inside = join(folder, name)
    const stats = await stat(inside).catch(() => null)
    if (!stats?.isDirectory() || now - stats.mtimeMs < youngMs) continue
    const files = await readdir(inside).catch(() => null)
    if (files && !files.some((file) => isOffered(join(inside, file)))) await rm(inside, { recursive: true, force: true }).catch(() => {})
  }
}
