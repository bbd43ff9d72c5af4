import { existsSync } from 'node:fs'
import { Transform } from 'node:stream'

/** Neither bus is there, as in a container: the app does without, and Chromium says so some twenty times. No switch of its own keeps it from that. */
export const hasNoDbus = () =>
  process.platform === 'linux' &&
  !process.env.DBUS_SYSTEM_BUS_ADDRESS &&
  !process.env.DBUS_SESSION_BUS_ADDRESS &&
  ![`${process.env.XDG_RUNTIME_DIR ?? '/run/user/none'}/bus`, '/run/dbus/system_bus_socket', '/var/run/dbus/system_bus_socket'].some((path) => existsSync(path))

const place = String.raw`^\[\d+(?::\d+)?:\d{4}/\d{6}\.\d+:ERROR:(?:dbus/)?(?:bus|object_proxy)\.cc(?:\(\d+\)|:\d+)\] `
const noSocket = 'Failed to connect to the bus: Failed to connect to socket /(?:var/)?run/dbus/system_bus_socket: No such file or directory'
const noAddress = String.raw`Failed to connect to the bus: Could not parse server address: Unknown address type \(examples of valid types are "tcp" and on UNIX "unix"\)`
const noAnswer = String.raw`Failed to call method: org\.freedesktop\.[\w.]+: object_path= ?/[\w/]+: unknown error type: ?`
const ofNoDbus = new RegExp(`${place}(?:${noSocket}|${noAddress}|${noAnswer})$`)

/** Longer than any of those lines. */
const heldMost = 1_024

/** Everything but those lines passes, byte for byte; only the beginning of a line that may be one of them waits for its end. */
export function withoutDbusLines() {
  let held = ''
  return new Transform({
    transform(chunk, _, done) {
      const lines = (held + chunk.toString('latin1')).split('\n')
      const last = lines.pop()
      const kept = lines.filter((line) => !ofNoDbus.test(line)).map((line) => `${line}\n`)
      held = last.startsWith('[') && last.length < heldMost ? last : ''
      done(null, Buffer.from(kept.join('') + (held === '' ? last : ''), 'latin1'))
    },
    flush(done) {
      done(null, Buffer.from(held, 'latin1'))
    },
  })
}
