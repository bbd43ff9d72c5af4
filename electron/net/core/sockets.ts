import type { Socket as DatagramSocket } from 'node:dgram'
import { channel } from 'node:diagnostics_channel'
import type { Server, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Address } from '../../../shared/model/address.ts'
import type { WireRole } from '../../../shared/model/wire.ts'

/** A socket begins its life. `inside`: the TCP connection that a TLS one has taken over: they are one. */
export type SocketNews =
  | { readonly socket: Socket | Server; readonly role: WireRole; readonly transport: 'tcp'; readonly inside?: undefined; readonly to?: Address | undefined }
  | { readonly socket: DatagramSocket; readonly role: WireRole; readonly transport: 'udp'; readonly inside?: undefined }
  | { readonly socket: TLSSocket; readonly role: WireRole | null; readonly transport: 'tcp'; readonly inside: Socket | null }

/** Where every socket of the app is announced, in the thread that it lives in. Costs nothing as long as nobody listens. */
export const socketChannel = channel('palabre.socket')

/** A server, or one end of a connection; one that is dialled after its `connect`, which puts its methods back. `to`: where it may never arrive. */
export function announce<S extends Socket | Server>(socket: S, role: WireRole, to?: Address): S {
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket, role, transport: 'tcp', to } satisfies SocketNews)
  return socket
}

export function announceDatagrams<S extends DatagramSocket>(socket: S, role: WireRole): S {
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket, role, transport: 'udp' } satisfies SocketNews)
  return socket
}

/** TLS over a connection that was announced (`inside`), or one that never was (null). */
export function announceSecured(socket: TLSSocket, inside: Socket | null, role: WireRole | null = null): TLSSocket {
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket, role, transport: 'tcp', inside } satisfies SocketNews)
  return socket
}
