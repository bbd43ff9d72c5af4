import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { Output } from '../../electron/cli/diagnostics/output.ts'

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
