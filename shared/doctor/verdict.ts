import { isOnOneComputer } from '../model/address.ts'
import type { DoctorOptions, DoctorSummary, Observation, Verdict, VerdictCode, VerdictTone } from '../model/doctor.ts'
import { Findings, isSilence, isThere, outApp, pathsOf, type Seen, theyDialled } from './findings.ts'

/** "Why do we say this?" has so many answers. */
const evidenceMin = 2
const evidenceMax = 4

/** An answer that says "unreachable" sooner than this came from a machine that got the packet, or from this one; later: nobody answered the question who has that address. ms */
const askedAroundMs = 500

/** macOS keeps a program off the local network without sending anything. ms */
const atOnceMs = 5

/** Longer by this under load is felt; and what is this long without a load is not the load's doing. ms */
const busyMs = 100

const tones: Readonly<Partial<Record<VerdictCode, VerdictTone>>> = {
  'all-well': 'good',
  reachable: 'good',
  'udp-blocked': 'minor',
  'large-lost': 'minor',
  'busy-line': 'minor',
  'text-program': 'minor',
  'router-rewrites': 'minor',
  'behind-router': 'minor',
  inconclusive: 'unsure',
  'no-answer': 'unsure',
}

type Target = Pick<DoctorOptions, 'name' | 'addresses'> & Partial<Pick<DoctorOptions, 'personId'>>

/**
 * What was seen, as one sentence, what supports it, and what else holds. Pure. A helper that failed, or could not help, can confirm what we saw
 * ourselves; alone it accuses nobody.
 */
export function judge(target: Target, observations: readonly Observation[], over = true): DoctorSummary {
  const seen = new Findings(observations)
  const paths = pathsOf(seen)
  if (!over) return { verdict: null, further: [], paths }
  const found = [
    nameless(seen),
    offline(seen),
    itself(seen),
    unreached(seen),
    wrong(seen, target.personId ?? null),
    ...behind(seen),
    ...mine(seen),
    ...quality(seen),
  ]
  const verdicts = found.filter((each) => each !== null).map((each) => dressed(each, target, seen))
  const [verdict = dressed(fallback(seen), target, seen), ...further] = verdicts
  return { verdict, further, paths }
}

interface Found {
  readonly code: VerdictCode
  readonly evidence: readonly (Observation | null)[]
  readonly details?: Verdict['details']
}

function dressed({ code, evidence, details = {} }: Found, { name, addresses }: Target, seen: Findings): Verdict {
  const given = [...new Set(evidence.filter((each) => each !== null))]
  const context = [seen.first('target'), seen.first('default-route'), seen.first('interface', (f) => !f.virtual), ...seen.all].filter((each) => each !== null)
  const lacking = [...new Set(context)].filter((each) => !given.includes(each)).slice(0, Math.max(0, evidenceMin - given.length))
  const [first] = addresses
  const at = { name, host: first?.host ?? name, port: first?.port ?? 0, ...details }
  return {
    code,
    tone: tones[code] ?? 'bad',
    details: { ...at, ...(seen.first('target', (facts) => facts.host === at.host && isOnOneComputer(facts.local, facts.host)) ? { here: true } : {}) },
    evidence: [...given, ...lacking].slice(0, evidenceMax),
  }
}

function nameless(seen: Findings): Found | null {
  const failed = seen.first('not-resolved')
  if (!failed || seen.first('target') || seen.first('connected')) return null
  return { code: failed.facts.result === 'ENOTFOUND' ? 'name-unknown' : 'names-silent', evidence: [failed], details: { host: failed.facts.name } }
}

/** That way needs no network. */
const onThisComputer = (seen: Findings) => seen.first('target', ({ local, host }) => isOnOneComputer(local, host))

function offline(seen: Findings): Found | null {
  const none = seen.first('no-interface')
  if (!none || seen.first('connected') || onThisComputer(seen)) return null
  return { code: 'offline', evidence: [none, seen.first('no-way'), seen.first('no-default-route'), seen.first('not-connected')] }
}

function itself(seen: Findings): Found | null {
  const key = seen.first('key', ({ own }) => own)
  const address = seen.first('own-address')
  return key || address ? { code: 'own-address', evidence: [address, key] } : null
}

/** No connection: by what the system said, and what else is known of that computer. */
function unreached(seen: Findings): Found | null {
  if (seen.first('connected') || (seen.first('no-interface') && !onThisComputer(seen)) || seen.first('own-address')) return null
  const failed = seen.first('not-connected')
  const noWay = seen.first('no-way')
  if (!failed) return noWay ? { code: 'no-way', evidence: [noWay, seen.first('no-default-route')], details: noWay.facts } : null
  const found = byResult(seen, failed)
  return found && { ...found, details: { host: failed.facts.host, port: failed.facts.port, result: failed.facts.result, ...found.details } }
}

function byResult(seen: Findings, failed: Seen<'not-connected'>): Found | null {
  const { result, ms } = failed.facts
  if (result === 'ECONNREFUSED') return refused(seen, failed)
  if (isSilence(result)) return silent(seen, failed)
  switch (result) {
    case 'EHOSTUNREACH':
      return ms === null || ms >= askedAroundMs ? absent(seen, failed) : rejected(seen, failed)
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return { code: 'no-way', evidence: [failed, seen.first('no-way'), seen.first('no-default-route')] }
    case 'EPERM':
    case 'EACCES':
      return { code: 'stopped-here', evidence: [failed, seen.first('udp-not-sent'), seen.first('gateway-reachable')] }
    case 'ECONNRESET':
      return { code: 'cut', evidence: [failed, seen.first('other-port')] }
    default:
      return null
  }
}

/** They say themselves that they listen there: then it is not them who says no. */
function refused(seen: Findings, failed: Seen<'not-connected'>): Found {
  const theirWord = seen.first('session', ({ listensOn }) => listensOn === failed.facts.port)
  if (theirWord) return { code: 'rejected', evidence: [failed, theirWord, ...signsOfLife(seen)] }
  return { code: 'refused', evidence: [failed, ...signsOfLife(seen)] }
}

function silent(seen: Findings, failed: Seen<'not-connected'>): Found {
  const stopped = seen.first('udp-not-sent', ({ result }) => result === 'EPERM')
  if (stopped) return { code: 'stopped-here', evidence: [failed, stopped, seen.first('gateway-reachable')] }
  const isolated = isolation(seen, failed)
  if (isolated) return isolated
  const alive = signsOfLife(seen)
  if (alive.length > 0) return { code: 'their-firewall', evidence: [failed, ...alive] }
  return { code: 'no-answer', evidence: [failed, seen.first('other-port'), seen.first('target'), seen.first('gateway-reachable')] }
}

/** The computer is on, whatever this port says. */
function signsOfLife(seen: Findings): readonly Observation[] {
  return [
    seen.first('session', ({ inbound }) => inbound),
    seen.first('other-port', ({ result }) => isThere(result)),
    seen.first('udp', ({ answered }) => answered > 0),
    seen.first('udp-refused', ({ result }) => result === 'ECONNREFUSED'),
    seen.first('dialled-back-tcp', ({ by, result }) => by === 'person' && result === 'connected'),
  ].filter((each) => each !== null)
}

/** Everyone on this network is silent, what is beyond it is not. */
function isolation(seen: Findings, failed: Seen<'not-connected'>): Found | null {
  const near = seen.first('target', ({ host, same }) => same && host === failed.facts.host)
  const others = seen.every('neighbour')
  const beyond = seen.first('beyond-reachable')
  const silence = others.every(({ facts }) => isSilence(facts.result) || facts.result === 'EHOSTUNREACH')
  if (!near || !beyond || others.length === 0 || !silence || signsOfLife(seen).length > 0) return null
  return { code: 'isolated', evidence: [failed, others[0] ?? null, beyond, seen.first('gateway-mute') ?? seen.first('gateway-reachable')] }
}

/** Nobody answered the question who has that address. */
function absent(seen: Findings, failed: Seen<'not-connected'>): Found {
  const isolated = isolation(seen, failed)
  if (isolated) return isolated
  const target = seen.first('target', ({ host }) => host === failed.facts.host)
  return { code: target?.facts.same ? 'nobody-there' : 'unreachable', evidence: [failed, target, seen.first('gateway-reachable'), seen.first('other-port')] }
}

/** A machine said that it can't be reached: theirs, one on the way, or, without sending anything, this one. */
function rejected(seen: Findings, failed: Seen<'not-connected'>): Found {
  const target = seen.first('target', ({ host }) => host === failed.facts.host)
  const gateway = seen.first('gateway-reachable')
  const mac = seen.first('system', ({ platform }) => platform === 'darwin')
  if (mac && target?.facts.same && gateway && (failed.facts.ms ?? 0) < atOnceMs) {
    return { code: 'local-network-denied', evidence: [failed, target, gateway, mac] }
  }
  const stopped = seen.first('udp-not-sent', ({ result }) => result === 'EPERM')
  if (stopped) return { code: 'stopped-here', evidence: [failed, stopped, gateway] }
  const alive = signsOfLife(seen)
  if (alive.length > 0 || target?.facts.same) return { code: 'rejected', evidence: [failed, ...alive, ...(alive.length > 0 ? [] : [target])] }
  return { code: 'unreachable', evidence: [failed, target, gateway] }
}

/** Someone answers, but not whom we want. Who looks for nobody in particular may talk with a program that speaks text. */
function wrong(seen: Findings, personId: DoctorOptions['personId']): Found | null {
  const connected = seen.first('connected')
  if (!connected) return null
  const { host, port } = connected.facts
  const at = { host, port }
  const cut = seen.first('cut-before-hello')
  if (cut) return { code: 'cut', evidence: [connected, cut], details: { ...at, result: cut.facts.result } }
  const banner = seen.first('banner')
  if (!banner) return null
  const { program, version } = banner.facts
  if (personId === null && (program === 'text' || program === 'silent'))
    return { code: 'text-program', evidence: [connected, banner], details: { ...at, program } }
  if (program !== 'palabre') return { code: 'wrong-program', evidence: [connected, banner], details: { ...at, program } }
  if (version !== 1) return { code: 'wrong-version', evidence: [connected, banner], details: { ...at, version } }
  const key = seen.first('key', ({ matches, own }) => matches === false && !own)
  return key ? { code: 'wrong-key', evidence: [connected, key, banner], details: at } : null
}

/** Can they reach me? Only they can tell, over a connection that exists, and only where no router has changed my address. */
function behind(seen: Findings): readonly (Found | null)[] {
  const alive = seen.first('listener-alive', ({ everyone }) => everyone)
  const failed = seen.first('dialled-back-tcp', ({ by, result }) => by === 'person' && result !== 'connected')
  const moved = seen.first('observed', ({ by, sameHost }) => by === 'person' && !sameHost)
  const changed = seen.every('observed', ({ sameHost, samePort }) => !sameHost && samePort === false)
  const rewrites = changed.length > 1
  const [one, other] = changed
  return [
    rewrites ? { code: 'router-rewrites', evidence: [one ?? null, other ?? null, failed], details: { seenAs: one?.facts.host ?? '' } } : null,
    moved && failed && !rewrites
      ? { code: 'behind-router', evidence: [moved, failed], details: { seenAs: moved.facts.host, ownPort: failed.facts.port } }
      : null,
    alive && failed && !moved
      ? { code: 'my-firewall', evidence: [failed, alive, seen.first('session'), seen.first('observed')], details: { ownPort: alive.facts.port } }
      : null,
  ]
}

/** Nobody can reach a program that does not listen. */
function mine(seen: Findings): readonly (Found | null)[] {
  const dead = seen.first('listener-dead') ?? seen.first('no-listener')
  const sameComputer = seen.first('target', ({ local }) => /^(127\.|::1$)/.test(local))
  const loopback = sameComputer ? null : seen.first('listener-alive', ({ everyone }) => !everyone)
  return [
    dead ? { code: 'no-listener', evidence: [dead, seen.first('dialled-back-tcp')] } : null,
    loopback && seen.first('interface')
      ? { code: 'local-only', evidence: [loopback, seen.first('interface')], details: { ownPort: loopback.facts.port } }
      : null,
  ]
}

/** Messages pass; what does not, or not well. */
function quality(seen: Findings): readonly (Found | null)[] {
  const connected = seen.first('connected') ?? seen.first('session')
  const mute = seen.first('udp', ({ helped, sent, answered }) => helped && sent >= 10 && answered === 0)
  const back = seen.first('dialled-back-udp', ({ received }) => received > 0)
  const small = seen.first('size', ({ bytes, answered }) => bytes <= 1_200 && answered > 0)
  const large = seen.first('size', ({ bytes, answered }) => bytes >= 1_400 && answered === 0)
  const load = seen.first('load', ({ idleMs, loadedMs }) => loadedMs - idleMs >= busyMs && idleMs < busyMs)
  return [
    connected && mute && !back ? { code: 'udp-blocked', evidence: [connected, mute, seen.first('dialled-back-udp'), seen.first('dialled-back-tcp')] } : null,
    small && large ? { code: 'large-lost', evidence: [small, large], details: { bytes: small.facts.bytes, lost: large.facts.bytes } } : null,
    load ? { code: 'busy-line', evidence: [load, seen.first('round-trip')], details: load.facts } : null,
  ]
}

/** Nothing is wrong, or nothing is known. */
function fallback(seen: Findings): Found {
  const connected = seen.first('connected')
  const app = outApp(seen)
  if (!connected || app !== 'works')
    return { code: 'inconclusive', evidence: [connected, seen.first('not-connected'), seen.first('no-key'), seen.first('no-help')] }
  const back = theyDialled(seen, ({ result }) => result === 'connected')
  const details = { host: connected.facts.host, port: connected.facts.port }
  if (back) return { code: 'all-well', evidence: [connected, seen.first('key'), back, seen.first('udp')], details }
  return {
    code: 'reachable',
    evidence: [connected, seen.first('key'), seen.first('dialled-back-tcp') ?? seen.first('no-help'), seen.first('round-trip')],
    details,
  }
}
