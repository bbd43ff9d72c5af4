import type { Program } from '../../../../../shared/model/doctor.ts'
import { printable } from '../../../core/text.ts'
import { doctorLimits as limits } from '../constants.ts'
import { readGreeting } from '../greeted-at.ts'
import { letGo } from '../let-go.ts'
import type { Connection, Step } from '../types.ts'

/** Which program answers? A Palabre greets by itself; one that says nothing is asked as a browser would, on the same connection: a simple one serves no second. */
export const hello: Step = async (visit) => {
  const { patient, see } = visit
  const { connection } = patient
  if (!connection) return 'not-connected'
  const { bytes, over } = await readGreeting(connection.socket, limits.greetingMs)
  if (bytes.length === 0 && over !== null) {
    letGo(connection.socket, false)
    see('cut-before-hello', { result: over })
    return undefined
  }
  const said = bytes.length > 0 ? bytes : await askAsBrowser(connection)
  const { program, version } = programOf(said)
  patient.isPalabre = program === 'palabre' && version === 1
  if (!patient.isPalabre) letGo(connection.socket, program === 'palabre')
  const text = program === 'palabre' ? '' : printable(said.toString().split(/\r?\n/, 1)[0] ?? '').slice(0, limits.greetingCharacters)
  see('banner', { program, version, text })
  return undefined
}

async function askAsBrowser({ socket, address: { host } }: Connection): Promise<Buffer> {
  socket.write(`GET / HTTP/1.0\r\nHost: ${host.includes(':') ? `[${host.replace(/%.*$/, '')}]` : host}\r\n\r\n`)
  return (await readGreeting(socket, limits.questionMs)).bytes
}

/** By its first words. Pure; any bytes. */
export function programOf(said: Buffer): { readonly program: Program; readonly version: number | null } {
  const text = said.toString('latin1')
  const palabre = /palabre\/(\d{1,6})/.exec(text.split('\n', 1)[0] ?? '')
  if (palabre) return { program: 'palabre', version: Number(palabre[1]) }
  return { program: foreign(said, text), version: null }
}

function foreign(said: Buffer, text: string): Program {
  if (said.length === 0) return 'silent'
  if (/^HTTP\/\d/.test(text)) return 'http'
  if (text.startsWith('SSH-')) return 'ssh'
  if (said[0] === 0x15 || said[0] === 0x16) return 'tls'
  if (/^(220|554|\* OK|\+OK)[ -]?/.test(text)) return 'mail-or-ftp'
  return said.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x1b)) ? 'binary' : 'text'
}
