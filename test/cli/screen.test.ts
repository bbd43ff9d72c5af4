import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { openScreen } from '../../electron/cli/screen.ts'

it('shows a prompt behind each line, and none any more once it is closed', () => {
  const [input, output] = [Object.assign(new PassThrough(), { isTTY: true }), Object.assign(new PassThrough(), { isTTY: true })]
  const screen = openScreen({ input, output, errors: new PassThrough() })
  const shown = () => String(output.read() ?? '')
  shown()
  screen.print({ to: 'out', text: 'one' })
  expect(shown()).toMatch(/one\n[\s\S]*> /)
  screen.close()
  shown()
  screen.print({ to: 'out', text: 'Stopped.' })
  expect(shown()).toMatch(/Stopped\.\n$/)
})

it('has a prompt again after each line, clears every row of what is being typed, and ends the line on Ctrl-C', () => {
  const [input, output] = [Object.assign(new PassThrough(), { isTTY: true }), Object.assign(new PassThrough(), { isTTY: true, columns: 20, rows: 10 })]
  const screen = openScreen({ input, output, errors: new PassThrough() })
  const shown = () => String(output.read() ?? '')
  input.write('hi\r')
  expect(shown()).toMatch(/hi\r\n[\s\S]*> /)
  input.write('x'.repeat(45))
  shown()
  screen.print({ to: 'out', text: 'one' })
  expect(shown().startsWith('\u001b[2A\r\u001b[Jone\n\u001b[1G')).toBe(true)
  input.write('\u0003')
  expect(shown()).toMatch(/\n$/)
  screen.close()
})

it('ends in order with a terminal that is gone and fails whatever is done with it', async () => {
  const gone = (stream: PassThrough) => () => stream.emit('error', new Error('EIO'))
  const [input, output] = [Object.assign(new PassThrough(), { isTTY: true }), Object.assign(new PassThrough(), { isTTY: true })]
  const screen = openScreen({ input, output, errors: new PassThrough() })
  Object.assign(input, { setRawMode: gone(input) })
  gone(output)()
  input.end()
  const heard: string[] = []
  for await (const line of screen.lines) heard.push(line)
  expect(heard).toEqual([])
})
