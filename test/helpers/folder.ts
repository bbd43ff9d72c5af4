import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder that goes with the last test of the file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
