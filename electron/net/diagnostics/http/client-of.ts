import type { Socket } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import { escapeHtml } from './html.ts'

/** Who is at the other end of a connection, ready to be told. */
export interface Client extends Address {
  readonly html: string
  readonly json: string
}

const known = Symbol('client')
type Known = Socket & { [known]?: Client }

/** Asked and put into words once for all requests of a connection; told as well when it is gone. */
export function clientOf(socket: Socket): Client {
  const own = socket as Known
  own[known] ??= describe(socket)
  return own[known]
}

/** Escaped: a zone (`fe80::1%name`) is the name of an interface, which anyone may have chosen. */
function describe({ remoteAddress: host = '', remotePort: port = 0 }: Socket): Client {
  return { host, port, html: `<p>You are <strong>${ascii(escapeHtml(host))}</strong>, port ${port}.</p>`, json: JSON.stringify({ address: ascii(host), port }) }
}

/** A name that is more can't be told where a length in characters is one in bytes. */
function ascii(text: string): string {
  return text.replace(/[^ -~]/g, '?')
}
