import { toErrorData } from '../../shared/errors.ts'
import { formatAddress } from '../../shared/model/address.ts'
import { lanAddresses } from '../net/core/addresses.ts'
import { systemClock } from '../net/core/clock.ts'
import { jsonLogger } from '../net/core/logger.ts'
import { createRoom, type Room, type RoomEvent } from '../net/protocols/room/index.ts'
import type { RoomArguments } from './arguments.ts'
import { stopSignal } from './stop-signal.ts'
import { errorInWords } from './words.ts'

/** `palabre room`: the chat room of the course until it is told to stop. Answers the exit code. */
export async function room(args: RoomArguments): Promise<number> {
  const say = (fields: { readonly event: string }, words: string) => process.stdout.write(`${args.json ? JSON.stringify(fields) : words}\n`)
  const stopped = stopSignal()
  const logger = jsonLogger((line) => process.stderr.write(line), 'info', 'room')
  let running: Room
  try {
    running = await createRoom({ host: args.host ?? '::', port: args.port, clock: systemClock, logger, onEvent: (event) => say(event, inWords(event)) })
  } catch (thrown) {
    const error = toErrorData(thrown)
    const message = errorInWords(error)
    if (args.json) say({ event: 'error', ...{ code: error.code, message, ...error.details } }, '')
    else process.stderr.write(`${message}\n`)
    return 1
  }
  const { address } = running
  const everywhere = address.host === '::' || address.host === '0.0.0.0'
  const hosts = everywhere ? lanAddresses().map(({ host }) => host) : [address.host]
  const shown = (hosts.length > 0 ? hosts : ['127.0.0.1']).map((host) => formatAddress({ host, port: address.port }))
  say({ event: 'listening', ...address } as { event: string }, `Room open, not encrypted: ${shown.join(', ')}\nnc ${hosts[0] ?? '127.0.0.1'} ${address.port}`)
  await stopped
  await running.stop()
  say({ event: 'stopped' }, 'Stopped.')
  return 0
}

function inWords(event: RoomEvent): string {
  switch (event.event) {
    case 'joined':
      return `*** ${event.name} joined from ${formatAddress(event)}`
    case 'left':
      return `*** ${event.name} left${event.reason === 'slow' ? ': did not read what was said' : ''}`
    case 'said':
      return `${event.name}: ${event.text}`
  }
}
