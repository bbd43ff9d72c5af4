import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

const script = new URL('../../build/scripts/dbus-lines.mjs', import.meta.url).href
const { withoutDbusLines } = (await import(script)) as { withoutDbusLines: () => NodeJS.ReadWriteStream }

const socket = 'Failed to connect to the bus: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory'
const address = 'Failed to connect to the bus: Could not parse server address: Unknown address type (examples of valid types are "tcp" and on UNIX "unix")'
const known = [
  `[7724:1122/011331.166103:ERROR:bus.cc(407)] ${socket}`,
  `[7724:1122/011331.482848:ERROR:bus.cc(407)] ${address}`,
  `[7724:7790:1122/011331.482848:ERROR:dbus/bus.cc:408] ${address}`,
  '[7724:1122/011332.098519:ERROR:object_proxy.cc(576)] Failed to call method: org.freedesktop.login1.Manager.Inhibit: object_path= /org/freedesktop/login1: unknown error type: ',
]
const others = [
  '[7754:1122/011331.714558:ERROR:viz_main_impl.cc(181)] Exiting GPU process due to errors during initialization',
  '[7724:1122/011331.166103:ERROR:bus.cc(407)] Failed to connect to the bus: Permission denied',
  `TypeError: ${socket}`,
  '[palabre] été \u0000',
  '',
]

it.each([1, 7, 65_536])('of what the app says only the lines of a missing D-Bus stay out, in pieces of %i bytes', async (size) => {
  const all = Buffer.from([...known, ...others, ...known, 'the last, without an end'].join('\n'))
  const through = withoutDbusLines()
  const heard = text(through as unknown as NodeJS.ReadableStream)
  for (let at = 0; at < all.length; at += size) through.write(all.subarray(at, at + size))
  through.end()
  expect(await heard).toBe([...others, 'the last, without an end'].join('\n'))
})

it('what has no end yet, such as a question, is shown at once', async () => {
  const through = withoutDbusLines()
  const first = new Promise((resolve) => through.once('data', resolve))
  through.write('name? ')
  expect(String(await first)).toBe('name? ')
  through.end()
})
