import { connect } from 'node:net'
import { announce } from '../../core/sockets.ts'
import type { Clock } from '../../core/types.ts'
import { dialbackMs } from './constants.ts'
import type { DialbackResult } from './types.ts'

/** Palabre's listener greets everyone with it, before it knows whom. */
const bannerName = 'palabre/'
const bannerBytes = 256

/** Connects, reads what comes first, and closes. Never rejects. A connection that is silent is `connected` once the time is over. */
export function dialBack(host: string, port: number, clock: Clock): Promise<DialbackResult> {
  const from = clock.monotonic()
  return new Promise((fulfil) => {
    const socket = announce(connect({ host, port }), 'test-client', { host, port })
    let seen = ''
    let connected = false
    const end = (result: DialbackResult['result'], code: string | null) => {
      cancel()
      socket.destroy()
      fulfil({ host, port, result, code, banner: seen.includes(bannerName), ms: Math.round(clock.monotonic() - from) })
    }
    const cancel = clock.after(dialbackMs, () => (connected ? end('connected', null) : end('timeout', 'no-answer')))
    socket.on('connect', () => {
      connected = true
    })
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1')
      if (seen.includes('\n') || seen.length >= bannerBytes) end('connected', null)
    })
    socket.on('end', () => end('connected', null))
    socket.on('error', (error: NodeJS.ErrnoException) => (connected ? end('connected', null) : end(...failure(error.code ?? 'unknown'))))
  })
}

function failure(code: string): [DialbackResult['result'], string] {
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return ['refused', code]
  return code === 'ETIMEDOUT' ? ['timeout', code] : ['unreachable', code]
}
