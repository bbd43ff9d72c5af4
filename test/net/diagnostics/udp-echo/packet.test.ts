import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deck } from '../../../../electron/net/diagnostics/udp-echo/deck.ts'
import { downMs, isFreshProbe, isReflectedProbe, readProbe, reflect, sameProbe, writeProbe } from '../../../../electron/net/diagnostics/udp-echo/packet.ts'

describe('the probe', () => {
  it('lies on the wire as its README says', () => {
    const bytes = writeProbe({ session: 0x1234, seq: 7, t1Ms: 5_000.000001 }, Buffer.from('pad'))
    expect(bytes.toString('hex')).toBe(`504c424501001234${'00000007'}${'000000012a05f201'}${'0'.repeat(32)}${'00000000'}706164`)
    reflect(bytes, 6_000, 3, () => 6_000.5)
    expect(readProbe(bytes)).toMatchObject({ session: 0x1234, seq: 7, reflection: { t2SinceT1Ms: 999.999999, t3SinceT2Ms: 0.5, reflectorSeq: 3 } })
    expect(downMs(readProbe(bytes)?.reflection?.t3Ns ?? 0n, 6_001)).toBe(0.5)
  })

  it('is fresh until it is reflected; nothing else is one', () => {
    const bytes = writeProbe({ session: 1, seq: 1, t1Ms: 1 }, Buffer.alloc(0))
    const sent = Buffer.from(bytes)
    expect([isFreshProbe(bytes), isReflectedProbe(bytes)]).toEqual([true, false])
    reflect(bytes, 2, 1, () => 3)
    expect([isFreshProbe(bytes), isReflectedProbe(bytes)]).toEqual([false, true])
    expect(sameProbe(sent, bytes)).toBe(true)
    bytes[9] = 0xff
    expect(sameProbe(sent, bytes)).toBe(false)
    expect(isFreshProbe(sent.subarray(0, 39))).toBe(false)
  })

  it('any bytes can be read, and any bytes can come back to a test', () => {
    const deck = new Deck({ session: 5, bytes: 64 })
    const sent = deck.make(0)
    deck.stamp(sent, 1)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 99 }), fc.nat({ max: 255 }), (any, at, byte) => {
        readProbe(Buffer.from(any))
        const damaged = Buffer.from(sent)
        damaged[at % damaged.length] = byte
        for (const bytes of [Buffer.from(any), damaged, Buffer.concat([Buffer.from(any), damaged])]) {
          const reply = deck.read(bytes, 10)
          if (reply) expect(reply.seq).toBe(0)
          if (reply?.matches) expect(sameProbe(sent, bytes)).toBe(true)
        }
      }),
    )
  })
})
