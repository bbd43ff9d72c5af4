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
