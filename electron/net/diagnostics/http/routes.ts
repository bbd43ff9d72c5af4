import { setTimeout as sleep } from 'node:timers/promises'
import { httpLimits as limits } from './constants.ts'
import { type Exchange, htmlType, jsonType, ownPagePolicy, prepared } from './exchange.ts'
import { escapeHtml, pageEnd, pageStart } from './html.ts'
import type { Target } from './target.ts'

const noStore = ['Cache-Control', 'no-store']
const homeHeaders = prepared(htmlType, [...noStore, 'Content-Security-Policy', ownPagePolicy])
const timeHeaders = prepared(jsonType, noStore)
const reading = ['GET', 'HEAD']
const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
const zoneJson = JSON.stringify(timezone)
const untilTime = `${pageStart('Palabre')}<p>The time of this computer is <strong>`
const fromTime = `</strong> (${escapeHtml(timezone)}).</p>`
const teaching = ['/status/404', '/delay/500', '/drip?ms=200&amp;n=5', '/bytes/1000', '/echo', '/fail']
const links = ['/api/time', ...teaching].map((path) => `<li><a href="${path}">${path}</a></li>`).join('')
const secondHalf = `<ul>${links}</ul>\n${pageEnd}`

type Route = (exchange: Exchange, target: Target, argument: string) => void | Promise<void>

const startedAt = performance.now()

/** The page and the API take no detour through a table: they are what the bench counts. */
export function answerHome(exchange: Exchange): void {
  exchange.sendAscii(`${untilTime}${timeAsIso()}${fromTime}${exchange.client.html}${secondHalf}`, homeHeaders)
}

export function answerTime(exchange: Exchange): void {
  const uptimeMs = Math.round(exchange.startedAt - startedAt)
  const body = `{"timestamp":"${timeAsIso()}","timezone":${zoneJson},"client":${exchange.client.json},"uptimeMs":${uptimeMs}}`
  exchange.sendAscii(body, timeHeaders)
}

let [isoMs, iso] = [0, '']

/** Many requests come within one millisecond. */
function timeAsIso(): string {
  const now = Date.now()
  if (now !== isoMs) [isoMs, iso] = [now, new Date(now).toISOString()]
  return iso
}

const table: Readonly<Record<string, { readonly methods: readonly string[]; readonly argument: boolean; readonly run: Route }>> = {
  '': { methods: reading, argument: false, run: answerHome },
  status: { methods: reading, argument: true, run: status },
  delay: { methods: reading, argument: true, run: delay },
  drip: { methods: reading, argument: false, run: drip },
  bytes: { methods: reading, argument: true, run: bytes },
  echo: { methods: [...reading, 'POST', 'PUT', 'PATCH', 'DELETE'], argument: false, run: echo },
  fail: {
    methods: reading,
    argument: false,
    run: () => {
      throw new Error('asked for')
    },
  },
}

/** Without a folder: what the course teaches with. */
export function answerRoute(exchange: Exchange, target: Target): void | Promise<void> {
  const { segments } = target
  const route = table[segments[0] ?? '']
  if (!route || !Object.hasOwn(table, segments[0] ?? '') || segments.length !== (segments.length === 0 ? 0 : route.argument ? 2 : 1))
    return void exchange.fail(404, 'There is nothing at this address.')
  if (!allows(exchange, route.methods)) return
  return route.run(exchange, target, segments[1] ?? '')
}

/** Answers 405 otherwise. */
export function allows(exchange: Exchange, methods: readonly string[] = reading): boolean {
  if (methods.includes(exchange.request.method ?? '')) return true
  exchange.fail(405, `This address knows ${methods.join(', ')} only.`, ['Allow', methods.join(', ')])
  return false
}

function numberIn(exchange: Exchange, text: string, least: number, most: number): number | null {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  exchange.fail(400, `That takes a whole number from ${least} to ${most}.`)
  return null
}

function status(exchange: Exchange, _target: Target, text: string): void {
  const code = numberIn(exchange, text, 200, 599)
  if (code === null) return
  if (code === 204 || code === 205 || code === 304) return void exchange.response.writeHead(code, noStore).end()
  if (code >= 400) return void exchange.fail(code, 'You asked for this status.')
  const location = code >= 300 && code !== 300 && code !== 304 ? ['Location', '/'] : []
  exchange.send(code, 'text/plain; charset=utf-8', `${code}\n`, [...noStore, ...location])
}

async function delay(exchange: Exchange, _target: Target, text: string): Promise<void> {
  const ms = numberIn(exchange, text, 0, limits.delayMs)
  if (ms === null) return
  if (await gone(exchange, ms)) return
  exchange.send(200, 'text/plain; charset=utf-8', `after ${ms} ms\n`, noStore)
}

/** Waits; true: they left meanwhile. */
async function gone({ response }: Exchange, ms: number): Promise<boolean> {
  const left = new AbortController()
  const leave = () => left.abort()
  response.once('close', leave)
  await sleep(ms, undefined, { signal: left.signal }).catch(() => {})
  response.off('close', leave)
  return left.signal.aborted
}

async function drip(exchange: Exchange, { query }: Target): Promise<void> {
  const ms = numberIn(exchange, query.get('ms') ?? '200', 0, limits.dripMs)
  if (ms === null) return
  const n = numberIn(exchange, query.get('n') ?? '10', 1, limits.drips)
  if (n === null) return
  exchange.head(200, 'text/plain; charset=utf-8', null, noStore)
  if (exchange.isHead) return void exchange.response.end()
  for (let i = 1; i <= n; i++) {
    const piece = `${i} of ${n}\n`
    exchange.bytes += piece.length
    exchange.response.write(piece)
    if (i < n && (await gone(exchange, ms))) return
  }
  exchange.response.end()
}

const filler = Buffer.alloc(64 * 1024, 'Palabre. ')

async function bytes(exchange: Exchange, _target: Target, text: string): Promise<void> {
  const count = numberIn(exchange, text, 0, limits.bytes)
  if (count === null) return
  const { response } = exchange
  exchange.head(200, 'application/octet-stream', count, noStore)
  for (let left = exchange.isHead ? 0 : count; left > 0; ) {
    const piece = filler.subarray(0, Math.min(left, filler.length))
    left -= piece.length
    exchange.bytes += piece.length
    if (!response.write(piece) && !(await drained(exchange))) return
  }
  response.end()
}

/** false: they left instead. */
function drained({ response }: Exchange): Promise<boolean> {
  return new Promise((resolve) => {
    const ended = () => {
      response.off('drain', ended).off('close', ended)
      resolve(!response.destroyed)
    }
    response.once('drain', ended).once('close', ended)
    if (response.destroyed) ended()
  })
}

/** The body as it came, at most `limits.echo` of it. */
async function echo(exchange: Exchange): Promise<void> {
  const { request } = exchange
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    parts.push(part)
    length += part.length
    if (length > limits.echo) return void exchange.fail(413, `At most ${limits.echo} bytes are answered.`, ['Connection', 'close'])
  }
  exchange.send(200, 'application/octet-stream', Buffer.concat(parts), [...noStore, 'X-Echo-Type', request.headers['content-type'] ?? 'none'])
}
