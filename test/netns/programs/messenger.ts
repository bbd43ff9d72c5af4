/** `messenger.js FOLDER NAME`: the core without a terminal or a window. Prints {event} each; reads {n, call, args}, answers {n, answer} or {n, error}. */
import { createInterface } from 'node:readline'
import { openMessenger } from '../../../electron/net/messenger/index.ts'
import { fileVault } from '../../../electron/store/index.ts'
import { toErrorData } from '../../../shared/errors.ts'

const [folder = '', name = ''] = process.argv.slice(2)
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
const messenger = await openMessenger({ folder, vault: fileVault(), overrides: { name, port: 3000 } })
messenger.events.subscribe(({ event }) => print({ event }))
await messenger.start()

type Run = (args: unknown) => unknown
for await (const line of createInterface({ input: process.stdin })) {
  const { n, call, args } = JSON.parse(line)
  try {
    print({ n, answer: await (messenger.commands as unknown as Record<string, Run>)[call]?.(args) })
  } catch (thrown) {
    print({ n, error: toErrorData(thrown) })
  }
}
