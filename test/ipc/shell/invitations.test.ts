import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect, it } from 'vitest'
import { receiveInvitations } from '../../../electron/main/invitations.ts'

const link = (port: number) => `palabre://127.0.0.1:${port}/?id=${'a'.repeat(52)}`
const start = (...argv: string[]) => {
  const app = new EventEmitter()
  const opened: string[] = []
  return { app, opened, give: receiveInvitations(app as unknown as Pick<App, 'on'>, argv), open: (url: string) => opened.push(url) }
}
const event = { preventDefault: () => {} }

it('keeps the link that started the app until the window can show it', () => {
  const { app, opened, give, open } = start('palabre')
  app.emit('open-url', event, link(3001))
  give(open)
  expect(opened).toEqual([link(3001)])
  app.emit('open-url', event, link(3002))
  app.emit('second-instance', event, ['palabre', link(3003)])
  expect(opened).toEqual([1, 2, 3].map((n) => link(3000 + n)))
})

it('keeps the last of several, and takes one among the arguments', () => {
  const { app, opened, give, open } = start('palabre', '--no-sandbox', link(3001))
  app.emit('second-instance', event, ['palabre', link(3002)])
  app.emit('open-url', event, 'https://example.org/')
  give(open)
  expect(opened).toEqual([link(3002)])
  const alone = start('palabre', link(3001))
  alone.give(alone.open)
  expect(alone.opened).toEqual([link(3001)])
})
