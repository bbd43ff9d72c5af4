/**
 * Who is connected, under which pseudonym and at which addresses. See README.md.
 *
 *     const record = signRecord(identity, { name: 'alice', addresses, seq: Date.now(), now: Date.now() })
 *     const { record, refusal } = readRecord(person.record, Date.now(), { expired: 'accept' })
 */

export { readMessage } from './messages.ts'
export { isDirectoryName, nameKey, nameLooks, normaliseName } from './names.ts'
export { signProof } from './proof.ts'
export { readRecord, signRecord } from './record.ts'
export type * from './types.ts'
export { closeCodes, directoryErrorCodes } from './types.ts'
