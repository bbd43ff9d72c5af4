import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { Output } from '../../electron/cli/diagnostics/output.ts'
import { printer } from '../../electron/cli/output.ts'

it('keeps no more lines of one turn than of many for a reader that does not read, and says how many it left out', async () => {
  let text = ''
  const stdout = new Writable({
    write: (chunk, _, done) => {
      text += chunk
      done()
    },
  })
  const output = new Output(true, { stdout, stderr: new Writable() })
  for (let i = 0; i < 4_000; i++) output.say('row', { text: 'x'.repeat(1_000) }, null)
  await new Promise((resolve) => setImmediate(resolve))
  expect(text.length).toBeLessThan(1024 * 1024 + 2_000)
  const told = text.split('\n').length - 1
  output.say('row', {}, null)
  await new Promise((resolve) => setImmediate(resolve))
  expect(text.split('\n').slice(told)).toEqual([`{"event":"left-out","lines":${4_000 - told}}`, '{"event":"row"}', ''])
})

it.each([true, false])('what others wrote moves no cursor and ends no line, as JSON (%s) and as words', (json) => {
  let text = ''
  const print = (line: { readonly text: string }) => {
    text += line.text
  }
  const screen = { print, clear: () => {} } as never
  const hostile = '\u001b[2J\u009b2J\u0085\u2028\u202e\r\nbob said: hi'
  for (const event of ['message', 'error', 'joined', 'who']) {
    text = ''
    const report = { event, kind: 'plain', title: hostile, host: hostile, label: hostile, message: hostile, text: 'hi' }
    printer(screen, json)(report)
    expect(text).not.toBe('')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the subject
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/u)
    if (json) expect(JSON.parse(text)).toEqual(report)
  }
})
