import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandTable, completeCommand, parseLine } from '../../shared/commands.ts'

const command = (line: string) => {
  const parsed = parseLine(line)
  return parsed.ok ? parsed.command : parsed.problem
}

describe('slash commands', () => {
  it('takes anything without a slash for a message, as it is', () => {
    expect(command('  hello /join  ')).toEqual({ type: 'say', text: '  hello /join  ' })
  })

  it('makes one literal slash of two', () => {
    expect(command('//etc/hosts')).toEqual({ type: 'say', text: '/etc/hosts' })
  })

  it.each([
    ['/join 192.168.1.42 3000', '192.168.1.42', 3000],
    ['/join 192.168.1.42:4000', '192.168.1.42', 4000],
    ['/join 192.168.1.42', '192.168.1.42', 3000],
    ['/join [2001:db8::1]:4000', '2001:db8::1', 4000],
    ['/join [2001:db8::1] 4000', '2001:db8::1', 4000],
    ['/join [2001:db8::1]', '2001:db8::1', 3000],
    ['/join 2001:db8::1', '2001:db8::1', 3000],
    ['/join ::1 3001', '::1', 3001],
    ['/join fe80::1%eth0 3001', 'fe80::1%eth0', 3001],
    ['/JOIN   pc-of-bob.local   3000 ', 'pc-of-bob.local', 3000],
    ['/join localhost:65535', 'localhost', 65535],
  ])('reads %s', (line, host, port) => {
    expect(command(line)).toEqual({ type: 'join', address: { host, port } })
  })

  it('leaves open whether one word is a pseudonym or a host', () => {
    expect(command('/join alice')).toEqual({ type: 'join-name', name: 'alice', address: { host: 'alice', port: 3000 } })
  })

  it.each([
    ['/join', 'missing-argument', 'HOST'],
    ['/join a 1 2', 'too-many-arguments', '2'],
    ['/join host 0', 'bad-port', '0'],
    ['/join host 65536', 'bad-port', '65536'],
    ['/join host:99999', 'bad-port', '99999'],
    ['/join host port', 'bad-port', 'port'],
    ['/join host:', 'bad-port', ''],
    ['/join [::1]:x', 'bad-port', 'x'],
    ['/join 300.1.1.1 3000', 'bad-address', '300.1.1.1'],
    ['/join :3000', 'bad-address', ''],
    ['/join a/b 3000', 'bad-address', 'a/b'],
    ['/msg', 'missing-argument', 'NAME'],
    ['/nick  ', 'missing-argument', 'NAME'],
    ['/who all', 'too-many-arguments', 'all'],
    ['/dance', 'unknown-command', ''],
    ['/', 'unknown-command', ''],
  ])('refuses %s as %s', (line, code, argument) => {
    expect(command(line)).toMatchObject({ code, argument })
  })

  it('reads a message to someone, a name in quotes, and a switch without a text', () => {
    expect(command('/msg bob hello  there')).toEqual({ type: 'msg', name: 'bob', text: 'hello  there' })
    expect(command('/msg "Bob B." hi')).toEqual({ type: 'msg', name: 'Bob B.', text: 'hi' })
    expect(command('/msg bob')).toEqual({ type: 'msg', name: 'bob', text: null })
    expect(command('/nick Ana María')).toEqual({ type: 'nick', name: 'Ana María' })
  })

  it('completes what is being typed, until there is a space', () => {
    expect(completeCommand('/').map((c) => c.name)).toEqual(commandTable.map((c) => c.name))
    expect(completeCommand('/J').map((c) => c.name)).toEqual(['join'])
    expect(completeCommand('/join ')).toEqual([])
    expect(completeCommand('//')).toEqual([])
    expect(completeCommand('join')).toEqual([])
  })

  it('never throws, and says back what is not a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseLine(`/${text}`)
        parseLine(`/join ${text}`)
        if (!text.startsWith('/')) expect(parseLine(text)).toEqual({ ok: true, command: { type: 'say', text } })
      }),
    )
  })
})

describe('/room', () => {
  it.each([
    ['/room 192.168.1.42', '192.168.1.42', 9000],
    ['/room 192.168.1.42 9001', '192.168.1.42', 9001],
    ['/room 192.168.1.42:9001', '192.168.1.42', 9001],
    ['/room pc.local', 'pc.local', 9000],
    ['/room [fd00::1]:9002', 'fd00::1', 9002],
    ['/room [fd00::1]', 'fd00::1', 9000],
    ['/room fd00::1', 'fd00::1', 9000],
  ])('reads %s', (line, host, port) => {
    expect(parseLine(line)).toEqual({ ok: true, command: { type: 'room', address: { host, port } } })
  })

  it('says what is missing', () => {
    expect(parseLine('/room')).toEqual({ ok: false, problem: { code: 'missing-argument', command: 'room', argument: 'HOST' } })
    expect(parseLine('/room a b')).toMatchObject({ ok: false, problem: { code: 'bad-port', command: 'room' } })
  })

  it('takes a link, as /join does; /rooms takes nothing', () => {
    const url = 'palabre://192.168.1.42:9000/?room=r&ticket=t&name=Salle%2012'
    for (const name of ['room', 'join']) expect(parseLine(`/${name} ${url}`)).toEqual({ ok: true, command: { type: 'invitation', url } })
    expect(parseLine('/room palabre: 9000')).toMatchObject({ ok: false })
    expect(parseLine('/rooms')).toEqual({ ok: true, command: { type: 'rooms' } })
    expect(parseLine('/rooms now')).toMatchObject({ ok: false, problem: { code: 'too-many-arguments' } })
  })
})
