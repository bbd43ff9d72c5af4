import { describe, expect, it } from 'vitest'
import { helpFor, synopsisOf } from '../../electron/cli/usage.ts'

describe('how a command is called', () => {
  it.each([
    ['echo serve', '--answer', '1 to 65536; 16384 unless told', 'at most 60000', '1 to 86400; 60 unless told'],
    ['echo test', '1 to 20000; 200 unless told', '0.01 to 10000; 20 unless told', '1 to 256', '0.01 to 60; 5 unless told', '1 to 16777216'],
    ['udp serve', '200 answers per second to one sender, 1000 in all'],
    ['udp test', '1 to 65507', '1 to 20000; 100 unless told', '0.01 to 60; 5 unless told'],
    ['http serve', '8088'],
    ['http get', '1 to 10000', '0.01 to 120; 10 unless told', '10 of them are followed'],
    ['mtu', '1 to 65507', '1472'],
    ['throughput test', '3 to 30', '1 to 8', '500 MB'],
    ['throughput serve', '4 others'],
    ['bytes', '16 MiB'],
  ])('%s --help states its ranges', (command, ...ranges) => {
    const help = helpFor([...command.split(' '), '--help'])
    for (const range of ranges) expect(help).toContain(range)
    expect(help).not.toMatch(/undefined|NaN/)
    expect(help.match(/^palabre /gm)).toHaveLength(1)
  })

  it('a mistyped command shows the usage of what was meant, and no other', () => {
    expect(synopsisOf(['udp', 'test', '--rate', '0'])).toMatch(/^palabre udp test [\s\S]*\nMore: palabre udp --help$/)
    expect(synopsisOf(['udp', 'test']).match(/^palabre /gm)).toHaveLength(1)
    expect(synopsisOf(['echo', 'tset']).match(/^palabre echo /gm)).toHaveLength(2)
    expect(synopsisOf(['throughput', '--seconds', '99', 'pc']).match(/^palabre throughput /gm)).toHaveLength(2)
    expect(synopsisOf(['ehco'])).toBe('More: palabre --help')
  })

  it('help COMMAND says what COMMAND --help says', () => {
    expect(helpFor(['help', 'chat'])).toBe(helpFor(['chat', '--help']))
    expect(helpFor(['help'])).toBe(helpFor(['--help']))
  })

  it('without a command, a line or two about each', () => {
    const help = helpFor(['--help'])
    for (const command of ['chat', 'echo serve', 'udp test', 'http get', 'mtu', 'doctor', 'throughput test', 'bytes'])
      expect(help).toContain(`palabre ${command} `)
    expect(help.split('\n').length).toBeLessThan(60)
  })
})
