/**
 * Two Palabres talk: encrypted, authenticated, nothing lost. README.md is the specification.
 *
 *     const identity = identityOf(await createIdentity())
 *     const session = await connectSecure(socket, { identity, clock, logger, expected: null, hello: () => myHello })
 *     session.start({ onEntries: async (entries) => { … await store.write(…); session.acknowledge(seq) }, … })
 *     session.sendEntries([encodeEntry({ seq: 1, prev: null, ...stamp, messageId, body: { kind: 'text', text: 'hi', replyTo: null } })])
 */

export { formatId, parseId } from '../../../../shared/model/id-text.ts'
export { acceptAny, acceptSecure } from './accept.ts'
export { keep } from './arbitration.ts'
export { type Backoff, ended, failed, noFailures } from './backoff.ts'
export { hashEntry } from './codec.ts'
export { connectSecure, connectStream } from './connect.ts'
export { decodeEntry, encodeEntry } from './frames.ts'
export { clamp, compare, type Hlc, merge, orderKey, tick } from './hlc.ts'
export { createIdentity, identityOf } from './identity.ts'
export { skipGone, takeIn } from './intake.ts'
export { keyBehind } from './key-behind.ts'
export { safetyNumber } from './safety-number.ts'
