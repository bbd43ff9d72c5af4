import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type Store } from '../../../electron/store/index.ts'

export const key = new Uint8Array(32).fill(7)

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function openIn(folder: string, options: { key?: Uint8Array; now?: () => number; readOnly?: boolean } = {}): Promise<Store> {
  const store = await openStore({ folder, key, protection: 'file', ...options })
  onTestFinished(() => store.close())
  return store
}

export const openTemporary = (): Promise<Store> => openIn(temporaryFolder())
