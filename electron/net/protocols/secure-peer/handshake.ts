import type { TLSSocket } from 'node:tls'
import { AppError } from '../../../../shared/errors.ts'
import { limits } from '../../../../shared/limits.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Clock } from '../../core/types.ts'
import { goodbyeMs, helloBytes, protocolVersion } from './constants.ts'
import { FrameSplitter } from './frame-splitter.ts'
import { type FrameOf, profileOf, readFrame, writeFrame } from './frames.ts'
import { connectionError, theirRefusal } from './refusal.ts'
import { PeerSession } from './session.ts'
import { offeredId } from './tls.ts'
import type { Dialled, Hello, SecureOptions, Session, Stream } from './types.ts'

export interface Side {
  /** What I call this connection when I dialled it; null: they did. */
  readonly dial: Dialled | null
  readonly expected: PersonId | null
}

/**
 * From a TLS socket to an open session: handshake, pin, hello out, hello in. Nothing is read before the pin is checked,
 * and nothing after their hello until the session starts.
 */
export function openConnection(socket: TLSSocket, side: Side, options: SecureOptions): Promise<Session | Stream> {
  return new Promise((resolve, reject) => {
    const splitter = new FrameSplitter()
    let personId: PersonId = ''
    let said: Hello | null = null

    const fail = (thrown: unknown) => {
      settle()
      socket.on('error', ignore)
      const error = connectionError(thrown)
      farewell(socket, error, personId !== '', options.clock)
      reject(error)
    }
    const attempt = (step: () => void) => () => {
      try {
        step()
      } catch (thrown) {
        fail(thrown)
      }
    }
    const onSecure = attempt(() => {
      const offered = offeredId(socket)
      if (offered === options.identity.id) throw new AppError('own-address')
      if (side.expected !== null && offered !== side.expected) throw new AppError('wrong-key', { expected: side.expected, offered })
      personId = offered
      if (socket.alpnProtocol) {
        settle()
        return resolve({ personId, socket, protocol: socket.alpnProtocol })
      }
      said = options.hello(offered)
      socket.write(writeFrame({ type: 'hello', version: protocolVersion, ...said, dial: side.dial, now: options.clock.now() }))
      socket.on('readable', onReadable)
    })
    const onReadable = attempt(() => {
      const chunk = socket.read() as Buffer | null
      if (chunk === null) return
      const { frames, error } = splitter.push(chunk)
      const [first, ...rest] = frames
      if (first) open(helloIn(first), rest, error)
      else if (error) throw error
      else if (splitter.pending > helloBytes) throw new AppError('frame-too-large', { bytes: splitter.pending, limit: helloBytes })
    })
    const open = ({ dial, ...theirs }: FrameOf<'hello'>, early: readonly Uint8Array[], earlyError: AppError | null) => {
      const whose = side.dial ?? dial
      if (!whose || !said) throw new AppError('protocol-error', { frame: 'hello', field: 'dial' })
      settle()
      const { profile, epoch, haveEpoch, haveSeq, haveHash = null, port } = theirs
      const hello = { profile: profileOf(profile), epoch, haveEpoch, haveSeq, haveHash, port }
      const ahead = theirs.now == null ? 0 : theirs.now - options.clock.now()
      const aheadMs = Math.abs(ahead) > limits.clockAheadMs ? ahead : 0
      resolve(new PeerSession({ socket, splitter, early, earlyError, personId, hello, said, aheadMs, outbound: side.dial !== null, dial: whose }, options))
    }
    const onError = (error: Error) => fail(error)
    const onEnd = () => fail(new AppError('ECONNRESET'))
    const settle = () => {
      cancel()
      socket.off('secure', onSecure).off('readable', onReadable).off('error', onError).off('end', onEnd).off('close', onEnd)
    }
    const cancel = options.clock.after(limits.handshakeMs, () => fail(new AppError('no-answer')))
    socket.on('secure', onSecure).on('error', onError).on('end', onEnd).on('close', onEnd)
  })
}

/** Where no other protocol was offered or asked for. */
export async function openSession(socket: TLSSocket, side: Side, options: SecureOptions): Promise<Session> {
  return (await openConnection(socket, side, options)) as Session
}

/** The pin alone: what is said on it is the owner's. Nothing is read. */
export async function openStream(socket: TLSSocket, expected: PersonId, options: Pick<SecureOptions, 'identity' | 'clock' | 'logger'>): Promise<Stream> {
  const noSession = () => {
    throw new AppError('protocol-version')
  }
  return (await openConnection(socket, { dial: null, expected }, { ...options, hello: noSession })) as Stream
}

/** Their first frame: a hello, or why they refuse. */
function helloIn(bytes: Uint8Array): FrameOf<'hello'> {
  const first = readFrame(bytes)
  if (first.type === 'hello') return first
  if (first.type === 'error') throw theirRefusal(first)
  throw new AppError('protocol-error', { problem: 'no hello' })
}

/** A peer that speaks another version or nonsense is told; one that is blocked, or whose key is wrong, learns nothing. */
function farewell(socket: TLSSocket, error: AppError, speaks: boolean, clock: Clock): void {
  const isTold = speaks && socket.writable && error.code.startsWith('protocol-') && error.details['by'] !== 'peer'
  if (!isTold) return void socket.destroy()
  socket.end(writeFrame({ type: 'error', code: error.code, version: protocolVersion }))
  socket.resume()
  const cancel = clock.after(goodbyeMs, () => socket.destroy())
  socket.once('close', cancel)
}

function ignore(): void {}
