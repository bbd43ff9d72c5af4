import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { isIP } from 'node:net'
import { toErrorData } from '../../../../../shared/errors.ts'
import { announceDatagrams } from '../../../core/sockets.ts'
import { doctorLimits as limits } from '../constants.ts'
import { favour } from '../favour.ts'
import { pause } from '../pause.ts'
import { hasToken } from '../token.ts'
import type { DoctorDirectory, DoctorSession, Step, Visit } from '../types.ts'

/** From there to here: the only way to know what is in front of my own door. */
export const dialBack: Step = async (visit) => {
  const { helpers, patient } = visit
  const directories = helpers.directories()
  const listener = helpers.listener()
  if (!patient.session && directories.length === 0) return 'no-helper'
  if (!listener) return 'no-listener'
  await Promise.all([
    ...(patient.session ? [byPerson(visit, patient.session, listener.port)] : []),
    ...directories.slice(0, 2).map((directory) => byDirectory(visit, directory, listener.port)),
  ])
  return undefined
}

async function byPerson(visit: Visit, session: DoctorSession, port: number): Promise<void> {
  const answer = await favour(visit, { what: 'tcp', port, token: 0 })
  if (!answer) return
  visit.see('dialled-back-tcp', { by: 'person', host: answer.host, port, result: answer.result, banner: answer.banner, ms: answer.ms })
  await withDatagrams(visit, session)
}

async function withDatagrams(visit: Visit, session: DoctorSession): Promise<void> {
  const socket = announceDatagrams(createSocket(isIP(session.local.host.replace(/%.*$/, '')) === 6 ? 'udp6' : 'udp4'), 'test-client')
  const token = randomInt(0x1_0000_0000)
  let received = 0
  socket.on('error', () => {}).on('message', (datagram) => void (hasToken(datagram, token) && received++))
  try {
    await new Promise<void>((bound) => socket.bind(0, bound))
    const { port } = socket.address()
    const answer = await favour(visit, { what: 'udp', port, token })
    await pause(limits.stragglersMs, visit.signal)
    if (answer && answer.sent > 0) visit.see('dialled-back-udp', { by: 'person', host: answer.host, port, sent: answer.sent, received })
  } finally {
    socket.close()
  }
}

async function byDirectory({ see }: Visit, directory: DoctorDirectory, listening: number): Promise<void> {
  try {
    const { host, port, result, banner, ms } = await directory.dialback(listening)
    see('dialled-back-tcp', { by: 'directory', host, port, result, banner, ms })
  } catch (thrown) {
    see('no-help', { by: 'directory', result: toErrorData(thrown).code })
  }
}
