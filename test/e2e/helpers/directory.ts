import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach } from 'vitest'
import type { Window } from './launch.ts'

const program = resolve(import.meta.dirname, '../../../out/node/palabre.js')

export interface DirectoryProcess {
  readonly port: number
  readonly child: ChildProcess
}

/** Starts directories, each a process of its own as a machine that is always on runs it; killed after each test. */
export function directoryStarter(): (options?: { readonly port?: number; readonly folder?: string }) => Promise<DirectoryProcess> {
  const folders: string[] = []
  const programs: ChildProcess[] = []
  afterEach(async () => {
    for (const child of programs.splice(0)) child.kill('SIGKILL')
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
  })
  return async ({ port = 0, folder } = {}) => {
    const data = folder ?? (await mkdtemp(join(tmpdir(), 'palabre-e2e-')))
    if (!folder) folders.push(data)
    const child = spawn(process.execPath, [program, 'directory', '--host', '127.0.0.1', '--port', String(port), '--data', data, '--json'])
    programs.push(child)
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    return { port: (JSON.parse(line) as { port: number }).port, child }
  }
}

/** Registers as a person does, but for the typing. */
export async function register({ page }: Window, port: number): Promise<void> {
  await page.evaluate(async (directoryPort) => {
    const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (args: object) => Promise<unknown>> } }).palabre
    await calls['settings.update']?.({ directories: [{ host: '127.0.0.1', port: directoryPort, id: null }] })
  }, port)
  await page.waitForFunction(async () => {
    const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (args: object) => Promise<{ value: unknown }>> } }).palabre
    const answer = await calls['app.snapshot']?.({})
    const { network } = (answer as { value: { network: { directories: { claimed: string | null }[] } } }).value
    return network.directories[0]?.claimed !== null
  })
}
