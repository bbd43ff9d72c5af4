import { randomBytes } from 'node:crypto'
import type { Beacon } from '../../../electron/net/protocols/discovery/beacon.ts'
import type { RoomBeacon } from '../../../electron/net/protocols/discovery/room-beacon.ts'
import { BeaconSigner } from '../../../electron/net/protocols/discovery/signature.ts'
import { createIdentity, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'
import type { Identity } from '../../../electron/net/protocols/secure-peer/types.ts'

/** Somebody with a key, who says whatever a test wants. */
export interface Speaker {
  readonly identity: Identity
  readonly instance: string
  readonly say: (words?: Partial<Beacon>) => Buffer
  readonly sayRoom: (words: Partial<RoomBeacon> & Pick<RoomBeacon, 'room' | 'name' | 'entry' | 'plain' | 'people'>) => Buffer
}

export async function speaker(now: () => number): Promise<Speaker> {
  const identity = identityOf(await createIdentity())
  const signer = new BeaconSigner(identity.keyPem)
  const instance = randomBytes(8).toString('hex')
  let sequence = 0
  const say = (words: Partial<Beacon> = {}) =>
    signer.sign({ instance, sequence: ++sequence, sentAt: now(), address: '10.0.0.2', port: 3000, goodbye: false, name: 'bob', ...words })
  const sayRoom: Speaker['sayRoom'] = (words) =>
    signer.signRoom({ instance, sequence: ++sequence, sentAt: now(), address: '10.0.0.2', port: 9000, goodbye: false, hostName: 'bob', ...words })
  return { identity, instance, say, sayRoom }
}
