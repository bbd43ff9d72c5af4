import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileLogger, logFileIn } from '../../../electron/main/log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palabre-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the log', () => {
  it('is there at once, one object a line, readable by its owner only', () => {
    fileLogger(folder).warn('it happened', { port: 3000 })
    expect(JSON.parse(readFileSync(logFileIn(folder), 'utf8'))).toMatchObject({ level: 'warn', message: 'it happened', port: 3000 })
    if (process.platform !== 'win32') expect(statSync(logFileIn(folder)).mode & 0o777).toBe(0o600)
  })

  it('goes on where it was', () => {
    fileLogger(folder).info('one')
    fileLogger(folder).info('two')
    expect(readFileSync(logFileIn(folder), 'utf8').trim().split('\n')).toHaveLength(2)
  })

  it('stays bounded: a new file at its limit, and one old one', () => {
    const logger = fileLogger(folder, 2_000)
    for (let i = 0; i < 1_000; i++) logger.info('again and again', { i })
    expect(readdirSync(folder).sort()).toEqual(['palabre.log', 'palabre.log.old'])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(2_000)
    expect(readFileSync(logFileIn(folder), 'utf8')).toContain('"i":999')
  })

  it('that can not be written ends nothing', () => {
    writeFileSync(join(folder, 'file'), '')
    const logger = fileLogger(join(folder, 'file'))
    expect(() => logger.error('lost')).not.toThrow()
  })
})
