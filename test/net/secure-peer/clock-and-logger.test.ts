import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { jsonLogger, silentLogger } from '../../../electron/net/core/logger.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

describe('the system clock', () => {
  it('tells the time, runs what is due and forgets what is cancelled', async () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000)
    expect(systemClock.monotonic()).toBeLessThanOrEqual(systemClock.monotonic())
    const ran: string[] = []
    const cancel = systemClock.after(0, () => ran.push('cancelled'))
    cancel()
    const keepAlive = setTimeout(() => {}, 5_000)
    await new Promise<void>((resolve) => systemClock.after(1, resolve))
    clearTimeout(keepAlive)
    expect(ran).toEqual([])
  })
})

describe('the fake clock', () => {
  it('runs timers in order, each at its own time, also those made on the way', () => {
    const clock = new FakeClock()
    const log: string[] = []
    clock.after(20, () => log.push(`b ${clock.monotonic()}`))
    clock.after(10, () => {
      log.push(`a ${clock.monotonic()}`)
      clock.after(5, () => log.push(`c ${clock.monotonic()}`))
    })
    clock.advance(20)
    expect(log).toEqual(['a 10', 'c 15', 'b 20'])
  })
})

describe('the logger', () => {
  it('writes one JSON object a line, with its scope, and drops what matters less', () => {
    const lines: string[] = []
    const logger = jsonLogger((line) => lines.push(line), 'info')
      .child('net')
      .child('peer')
    logger.debug('dropped')
    logger.info('opened', { port: 3000 })
    logger.error('failed', { error: new Error('why'), size: 10n })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'info', scope: 'net.peer', message: 'opened', port: 3000 },
      { level: 'error', scope: 'net.peer', message: 'failed', error: { name: 'Error', message: 'why' }, size: '10' },
    ])
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true)
  })

  it('never throws, whatever the fields', () => {
    const lines: string[] = []
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    jsonLogger((line) => lines.push(line), 'debug').warn('odd', { circle })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'odd', fields: 'not serialisable' })
    silentLogger.child('x').error('nothing')
  })
})
