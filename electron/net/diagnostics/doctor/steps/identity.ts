import { AppError, toErrorData } from '../../../../../shared/errors.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import { fromNodeError } from '../../../core/errors.ts'
import { createIdentity, identityOf, keyBehind } from '../../../protocols/secure-peer/index.ts'
import type { Step, Visit } from '../types.ts'

/** Is it them? The key is looked at, and the connection let go before anything is said; then the messenger's own connection with them, if any. */
export const identity: Step = async (visit) => {
  const { options, patient } = visit
  const { connection } = patient
  const offered = connection && patient.isPalabre ? await lookAtKey(visit, connection.socket) : null
  if (patient.isPalabre) connection?.socket.destroy()
  const right = options.personId === null || offered === options.personId
  const who = right ? (offered ?? options.personId) : options.personId
  if (who !== null) await findSession(visit, who, offered !== null && right)
  if (!connection) return 'not-connected'
  return patient.isPalabre ? undefined : 'not-palabre'
}

async function lookAtKey({ helpers, options, signal, see }: Visit, socket: Parameters<typeof keyBehind>[0]): Promise<PersonId | null> {
  const startMs = performance.now()
  try {
    const mine = helpers.identity ?? identityOf(await createIdentity())
    const id = await keyBehind(socket, mine, signal)
    const expected = options.personId
    see('key', { id, expected, matches: expected === null ? null : id === expected, own: id === helpers.identity?.id, ms: performance.now() - startMs })
    return id
  } catch (thrown) {
    see('no-key', { result: toErrorData(thrown instanceof AppError ? thrown : fromNodeError(thrown)).code })
    return null
  }
}

async function findSession({ helpers, patient, signal, see }: Visit, who: PersonId, wait: boolean): Promise<void> {
  const session = await helpers.session(who, wait, signal).catch(() => null)
  patient.session = session
  if (session) see('session', { inbound: session.inbound, port: session.inbound ? session.local.port : session.remote.port, listensOn: session.listensOn })
  else if (wait && helpers.listens) see('no-session', { result: 'no-answer' })
}
