import { expect, it } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { dialWith } from '../../../electron/net/core/dial.ts'
import type { Conversations } from '../../../electron/net/messenger/conversations.ts'
import type { Core } from '../../../electron/net/messenger/core.ts'
import { Reach } from '../../../electron/net/messenger/reach.ts'
import { errorWords } from '../../../renderer/i18n/error-words.ts'
import { startI18n } from '../../../renderer/i18n/i18n.ts'
import { AppError, errorCodes } from '../../../shared/errors.ts'

const address = { host: 'pc-12.lan', port: 3007 }
const { signal } = new AbortController()

it.each(errorCodes)('%s on the way to an address carries it, however it arose', async (code) => {
  const reach = new Reach({ port: () => 0, clock: systemClock, dial: () => Promise.reject(new AppError(code)) } as unknown as Core, {} as Conversations)
  const thrown = { code, details: address }
  await expect(reach.person('c', 'P', [address], signal)).rejects.toMatchObject(thrown)
  await expect(reach.address('c', address, null, signal)).rejects.toMatchObject(thrown)
  await expect(dialWith(() => Promise.reject(Object.assign(new Error(), { code })), address)).rejects.toMatchObject(thrown)
  await expect(dialWith(() => Promise.reject(new AppError(code)), address)).rejects.toMatchObject(thrown)
})

it('what the error itself says of the address is not overwritten', async () => {
  const reach = new Reach(
    { port: () => 0, clock: systemClock, dial: () => Promise.reject(new AppError('wrong-key', { port: 1, offered: 'X' })) } as unknown as Core,
    {} as Conversations,
  )
  await expect(reach.person('c', 'P', [address], signal)).rejects.toMatchObject({ details: { host: 'pc-12.lan', port: 1, offered: 'X' } })
})

it.each([
  { host: '', port: 3000 },
  { host: 'x', port: 0 },
])('%j is refused with what is wrong of it', async (wrong) => {
  await expect(dialWith(() => Promise.resolve([]), wrong)).rejects.toMatchObject({ details: wrong })
})

it.each(['en', 'fr'])('in %s no word of an error is left without its address', (language) => {
  startI18n(language as 'en')
  for (const code of errorCodes) {
    const bare = errorWords({ code, details: {} }, language).what
    const { what } = errorWords({ code, details: address }, language)
    expect(what === bare || what.includes(address.host) || what.includes(String(address.port)), code).toBe(true)
  }
})
