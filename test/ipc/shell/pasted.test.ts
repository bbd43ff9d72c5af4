import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { tidyPasted } from '../../../electron/main/pasted.ts'

it('of what was pasted, what no message offers goes, but not what was pasted just now, nor anything that lies about', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palabre-pasted-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const name of ['offered', 'forgotten', 'new']) {
    await mkdir(join(folder, name))
    await writeFile(join(folder, name, 'picture.png'), name)
    if (name !== 'new') await utimes(join(folder, name), 1, 1)
  }
  await writeFile(join(folder, 'a file'), '')
  await tidyPasted(folder, (path) => path === join(folder, 'offered', 'picture.png'))
  expect((await readdir(folder)).sort()).toEqual(['a file', 'new', 'offered'])
  await tidyPasted(join(folder, 'nowhere'), () => false)
})
