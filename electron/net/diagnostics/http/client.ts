import { distribution } from '../measure/percentiles.ts'
import { type Hop, type HttpFigures, type HttpProblem, type HttpRequestOptions, type HttpResult, phaseNames } from './client-types.ts'
import { httpLimits as limits } from './constants.ts'
import { type Agents, askOnce } from './hop.ts'

const redirecting: readonly number[] = [301, 302, 303, 307, 308]
/** Meant for one server: another, to which the first one points, does not get them. */
const secret: readonly string[] = ['authorization', 'cookie', 'proxy-authorization']

/** A request and, if wanted, what it is redirected to. Never rejects. */
export async function askHttp(options: HttpRequestOptions, agents: Agents, signal?: AbortSignal): Promise<HttpResult> {
  const hops: Hop[] = []
  const visited = new Set<string>()
  let ask = { url: new URL(options.url), method: options.method, headers: options.headers, body: options.body }
  for (;;) {
    visited.add(`${ask.method} ${ask.url.href}`)
    const { hop, body } = await askOnce(ask, options, agents, signal)
    hops.push(hop)
    const location = hop.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
    const end = (problem: HttpProblem | null): HttpResult => ({ hops, body, problem })
    if (hop.problem || !options.follow || location === undefined || !redirecting.includes(hop.status ?? 0)) return end(hop.problem)
    const url = URL.canParse(location, ask.url.href) ? new URL(location, ask.url) : null
    if (!url || !/^https?:$/.test(url.protocol)) return end({ type: 'bad-redirect', location: location.slice(0, 200) })
    if (hops.length > limits.redirects) return end({ type: 'too-many-redirects', most: limits.redirects })
    const becomesGet = (hop.status === 303 && ask.method !== 'HEAD') || ((hop.status === 301 || hop.status === 302) && ask.method === 'POST')
    const headers = ask.headers
      .filter(([name]) => url.origin === ask.url.origin || !secret.includes(name.toLowerCase()))
      .filter(([name]) => !becomesGet || !name.toLowerCase().startsWith('content-'))
      .filter(([name]) => name.toLowerCase() !== 'host')
    ask = { url, headers, method: becomesGet ? 'GET' : ask.method, body: becomesGet ? null : ask.body }
    if (visited.has(`${ask.method} ${ask.url.href}`)) return end({ type: 'redirect-loop' })
  }
}

/** Of the last hops of a series. */
export function figuresOf(hops: readonly Hop[]): HttpFigures {
  const good = hops.filter((hop) => hop.problem === null)
  const of = (name: (typeof phaseNames)[number] | 'total') => distribution(good.map((hop) => hop.phases[name]).filter((ms) => ms !== null))
  const { dns, connect, tls, sent, waiting, download } = Object.fromEntries(phaseNames.map((name) => [name, of(name)])) as HttpFigures['phases']
  return {
    runs: hops.length,
    failed: hops.length - good.length,
    reused: good.filter((hop) => hop.reused).length,
    phases: { dns, connect, tls, sent, waiting, download, total: of('total') },
  }
}
