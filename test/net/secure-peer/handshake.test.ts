import { KeyObject, webcrypto } from 'node:crypto'
import { once } from 'node:events'
import tls from 'node:tls'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { beforeAll, describe, expect, it } from 'vitest'
import { acceptSecure, connectSecure } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'
import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { connectedPair, helloOf, listener, logOf, optionsOf, people, turns, type Wire } from './people.ts'
import { dialRaw, RawPeer, rawHello } from './raw-peer.ts'

let alice: Identity
let bob: Identity
let eve: Identity
beforeAll(async () => ({ alice, bob, eve } = await people()))

describe.each<Wire>(['memory', 'TCP'])('the handshake over %s', (wire) => {
  it('stops when another key answers than the one expected, and names both', async () => {
    const clock = new FakeClock()
    const [near, far] = await connectedPair(wire)
    const accepting = acceptSecure(far, optionsOf(eve, clock, 'eve')).catch((e: unknown) => e)
    await expect(connectSecure(near, { ...optionsOf(alice, clock, 'alice'), expected: bob.id })).rejects.toMatchObject({
      code: 'wrong-key',
      details: { expected: bob.id, offered: eve.id },
    })
    expect(await accepting).toMatchObject({ code: 'ECONNRESET' })
    expect(clock.pending).toBe(0)
  })

  it('stops when I reach myself', async () => {
    const clock = new FakeClock()
    const [near, far] = await connectedPair(wire)
    const accepting = acceptSecure(far, optionsOf(alice, clock, 'alice')).catch((e: unknown) => e)
    await expect(connectSecure(near, { ...optionsOf(alice, clock, 'alice'), expected: null })).rejects.toMatchObject({ code: 'own-address' })
    expect(await accepting).toBeInstanceOf(AppError)
  })

  it('lets the owner refuse someone, who learns nothing but the end', async () => {
    const clock = new FakeClock()
    const [near, far] = await connectedPair(wire)
    const refuse = () => {
      throw new AppError('blocked')
    }
    const accepting = acceptSecure(far, { ...optionsOf(bob, clock, 'bob'), hello: refuse }).catch((e: unknown) => e)
    await expect(connectSecure(near, { ...optionsOf(alice, clock, 'alice'), expected: null })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await accepting).toMatchObject({ code: 'blocked' })
  })
})

describe('an accepting side', () => {
  it('reads bytes that were put back before it', async () => {
    const clock = new FakeClock()
    const [near, far] = await connectedPair('TCP')
    const dialling = connectSecure(near, { ...optionsOf(alice, clock, 'alice'), expected: null })
    const [first] = (await once(far.resume(), 'data')) as [Buffer]
    far.pause()
    far.unshift(first)
    const accepted = await acceptSecure(far, optionsOf(bob, clock, 'bob'))
    const dialled = await dialling
    expect(accepted.personId).toBe(alice.id)
    dialled.close()
    accepted.close()
  })

  it('drops a client without a certificate before it says hello', async () => {
    const { peer, opening } = await dialRaw(bob, null)
    peer.send(rawHello())
    await expect(opening).rejects.toMatchObject({ code: 'tls-failed', details: { problem: 'no certificate' } })
    await peer.ended
    expect(peer.frames).toEqual([])
  })

  it('refuses TLS 1.2', async () => {
    const { opening } = await dialRaw(bob, eve, { maxVersion: 'TLSv1.2' })
    await expect(opening).rejects.toMatchObject({ code: 'tls-failed' })
  })

  it('refuses a key that is not ECDSA P-256', async () => {
    for (const algorithm of [
      { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 },
    ]) {
      const { opening, peer } = await dialRaw(bob, await otherIdentity(algorithm))
      await expect(opening).rejects.toMatchObject({ code: 'tls-failed', details: { problem: 'not ECDSA P-256' } })
      await peer.ended
    }
  })

  it('never takes a resumed session for a proof', async () => {
    const sessions: Buffer[] = []
    const first = await dialRaw(bob, eve)
    first.peer.socket.on('session', (session: Buffer) => sessions.push(session))
    first.peer.send(rawHello())
    ;(await first.opening).close()
    await first.peer.ended
    const again = await dialRaw(bob, null, { session: sessions.at(-1) })
    await expect(again.opening).rejects.toMatchObject({ code: 'tls-failed' })
    expect(again.peer.socket.isSessionReused()).toBe(false)
  })

  it('answers garbage instead of TLS with tls-failed', async () => {
    for (const garbage of [Buffer.from('GET / HTTP/1.0\r\n\r\n'), Buffer.from('160301ffff00112233', 'hex'), Buffer.alloc(100_000, 0x16)]) {
      const [near, far] = await connectedPair('TCP')
      near.on('error', () => {})
      near.write(garbage)
      await expect(acceptSecure(far, optionsOf(bob, new FakeClock(), 'bob'))).rejects.toMatchObject({ code: 'tls-failed' })
      expect(far.destroyed).toBe(true)
      near.destroy()
    }
  })

  it('says connection reset when they leave before the handshake', async () => {
    const [near, far] = await connectedPair('TCP')
    near.end()
    await expect(acceptSecure(far, optionsOf(bob, new FakeClock(), 'bob'))).rejects.toMatchObject({ code: 'ECONNRESET' })
    const reset = await connectedPair('TCP')
    reset[0].resetAndDestroy()
    await expect(acceptSecure(reset[1], optionsOf(bob, new FakeClock(), 'bob'))).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('refuses another version, says so, and so does the dialling side', async () => {
    const { peer, opening } = await dialRaw(bob, eve)
    peer.send(rawHello({ version: 2, epoch: { not: 'ours' } }))
    await expect(opening).rejects.toMatchObject({ code: 'protocol-version', details: { ours: 1, theirs: 2 } })
    expect(await peer.heard('error')).toEqual({ type: 'error', code: 'protocol-version', version: 1 })
    await peer.ended
  })

  it('refuses a hello with wrong types, and anything before the hello', async () => {
    const typing = { type: 'typing', typing: true }
    for (const first of [
      rawHello({ haveSeq: -1 }),
      rawHello({ haveSeq: '0' }),
      rawHello({ profile: null }),
      rawHello({ dial: null }),
      rawHello({ port: 65_536 }),
      typing,
      { type: 'later' },
      { hello: 1 },
      [1, 2],
    ]) {
      const { peer, opening } = await dialRaw(bob, eve)
      peer.send(first)
      await expect(opening).rejects.toMatchObject({ code: 'protocol-error' })
      expect(await peer.heard('error')).toMatchObject({ code: 'protocol-error' })
      await peer.ended
    }
  })

  it('keeps what came together with the hello until the session starts', async () => {
    const { peer, opening } = await dialRaw(bob, eve)
    await once(peer.socket, 'secureConnect')
    peer.socket.cork()
    peer.send(rawHello())
    for (const frame of logOf(['early'])) peer.bytes(frame)
    peer.send({ type: 'typing', typing: true })
    peer.socket.uncork()
    const session = await opening
    await turns()
    const far = listener()
    session.start(far.handlers)
    await far.until(() => far.log.length === 2)
    expect(far.log).toEqual(['onEntries', 'onTyping'])
    session.close()
    await peer.ended
  })
})

describe('a silent peer', () => {
  const silentAfter = async (stage: (peer: RawPeer) => Promise<void>, identity: Identity | null) => {
    const clock = new FakeClock()
    const [near, far] = await connectedPair('TCP')
    const opening = acceptSecure(far, optionsOf(bob, clock, 'bob')).catch((e: unknown) => e)
    if (identity) await stage(new RawPeer(near, identity))
    await turns()
    clock.advance(limits.handshakeMs - 1)
    expect(far.destroyed).toBe(false)
    clock.advance(1)
    expect(await opening).toMatchObject({ code: 'no-answer' })
    expect(far.destroyed).toBe(true)
    expect(clock.pending).toBe(0)
    near.destroy()
  }

  it('is dropped when nothing comes', () => silentAfter(async () => {}, null))
  it('is dropped when only TLS comes', () => silentAfter(async (peer) => void (await peer.heard('hello')), eve))
  it('is dropped when half a hello comes', () =>
    silentAfter(async (peer) => {
      await peer.heard('hello')
      peer.bytes(Buffer.from('000000ffa1', 'hex'))
    }, eve))

  it('is dropped when its hello has no end, long before a frame’s worth of it is here', async () => {
    const { peer, opening } = await dialRaw(bob, eve)
    const endless = Buffer.alloc(256 * 1024)
    endless.writeUInt32BE(limits.frameBytes)
    peer.bytes(endless)
    await expect(opening).rejects.toMatchObject({ code: 'frame-too-large' })
    await peer.ended
  })

  it('is dropped by the dialling side too', async () => {
    const clock = new FakeClock()
    const [near, far] = await connectedPair('TCP')
    const opening = connectSecure(near, { ...optionsOf(alice, clock, 'alice'), expected: null }).catch((e: unknown) => e)
    await turns()
    clock.advance(limits.handshakeMs)
    expect(await opening).toMatchObject({ code: 'no-answer' })
    far.destroy()
  })
})

describe('a dialling side', () => {
  const answering = async (after: (socket: tls.TLSSocket) => void) => {
    const [near, far] = await connectedPair('TCP')
    const server = new tls.TLSSocket(far, { isServer: true, key: eve.keyPem, cert: eve.certPem, requestCert: true, rejectUnauthorized: false })
    server.on('error', () => {})
    server.once('secure', () => after(server))
    return connectSecure(near, { ...optionsOf(alice, new FakeClock(), 'alice'), expected: null })
  }

  it('passes on why the other side refuses, only by codes it knows', async () => {
    const { encodeFrame } = await import('../../../electron/net/protocols/secure-peer/codec.ts')
    await expect(answering((s) => s.write(encodeFrame({ type: 'error', code: 'protocol-version', version: 9 })))).rejects.toMatchObject({
      code: 'protocol-version',
      details: { ours: 1, theirs: 9 },
    })
    await expect(answering((s) => s.write(encodeFrame({ type: 'error', code: 'disk-full', version: null })))).rejects.toMatchObject({ code: 'protocol-error' })
  })

  it('says hello to the right key only', async () => {
    const [near, far] = await connectedPair('TCP')
    let heard = 0
    const server = new tls.TLSSocket(far, { isServer: true, key: eve.keyPem, cert: eve.certPem, requestCert: true, rejectUnauthorized: false })
    server.on('error', () => {}).on('data', (d: Buffer) => (heard += d.length))
    const closed = once(server, 'close')
    await expect(connectSecure(near, { ...optionsOf(alice, new FakeClock(), 'alice'), expected: bob.id })).rejects.toMatchObject({ code: 'wrong-key' })
    await closed
    expect(heard).toBe(0)
  })

  it('asks for the hello of the person who answers', async () => {
    const clock = new FakeClock()
    const [near, far] = await connectedPair('memory')
    const asked: string[] = []
    const hello = (personId: string) => {
      asked.push(personId)
      return helloOf('alice')
    }
    const [accepted, dialled] = await Promise.all([
      acceptSecure(far, optionsOf(bob, clock, 'bob')),
      connectSecure(near, { ...optionsOf(alice, clock, 'alice'), expected: bob.id, hello }),
    ])
    expect(asked).toEqual([bob.id])
    accepted.close()
    dialled.close()
  })
})

async function otherIdentity(algorithm: {
  name: string
  hash: string
  namedCurve?: string
  modulusLength?: number
  publicExponent?: Uint8Array
}): Promise<Identity> {
  x509.cryptoProvider.set(webcrypto as never)
  const keys = (await webcrypto.subtle.generateKey(algorithm as never, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=palabre',
    keys: keys as never,
    signingAlgorithm: { name: algorithm.name, hash: algorithm.hash } as never,
  })
  return { id: '', keyPem: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(), certPem: cert.toString('pem') }
}
