import { assertNever } from '../../../shared/assert-never.ts'
import { verdictWords } from '../../../shared/doctor/verdict-words.ts'
import { en } from '../../../shared/doctor/words/en.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { DoctorStepName, Observation, Program, SkipReason, Verdict } from '../../../shared/model/doctor.ts'
import { ms } from './figures.ts'

export const stepWords: Record<DoctorStepName, string> = {
  interfaces: 'this computer’s network',
  listeners: 'my own port',
  gateway: 'the router',
  peer: 'where the other end is',
  tcp: 'connecting to the other end',
  hello: 'which program answers',
  identity: 'whose key it is',
  udp: 'datagrams',
  'dial-back': 'from them to me',
  observed: 'how others see me',
  size: 'large datagrams',
  'round-trip': 'round trip',
  load: 'under load',
}

export const skipWords: Record<SkipReason, string> = {
  'not-connected': 'there is no connection',
  'no-gateway': 'this computer knows no router',
  'not-palabre': 'no Palabre answers there',
  'no-session': 'there is no conversation with them now',
  'no-helper': 'nobody can help',
  'not-asked': 'not asked for (--load PORT)',
  'own-address': 'that is this program itself',
  'no-listener': 'nothing listens here (--data opens your own port for it)',
}

const helpers = { person: 'they', directory: 'the directory' }

const results: Readonly<Record<string, string>> = { connected: 'connected', 'no-answer': 'no answer', ECONNREFUSED: 'refused', EHOSTUNREACH: 'unreachable' }

const resultWords = (result: string): string => (results[result] ? `${results[result]}${/^E/.test(result) ? ` (${result})` : ''}` : result)

const after = (time: number | null): string => (time === null ? '' : ` after ${ms(time)}`)

/** One raw fact, in words. */
export function observationInWords({ code, facts }: Observation): string {
  switch (code) {
    case 'system':
      return `system ${facts.platform}`
    case 'interface':
      return `${facts.name} ${facts.host}${facts.vpn ? ', looks like a VPN' : facts.virtual ? ', virtual' : ''}`
    case 'no-interface':
      return 'no network but loopback'
    case 'default-route':
      return `everything else goes to ${facts.gateway} (${facts.name}${facts.vpn ? ', looks like a VPN' : ''})`
    case 'no-default-route':
      return facts.known ? 'no way to other networks' : 'the system does not say where its default route goes'
    case 'listener-alive':
      return `my port ${facts.port} answers here${facts.everyone ? '' : ', and on this computer alone'}`
    case 'listener-dead':
      return `my port ${facts.port} does not answer here: ${resultWords(facts.result)}`
    case 'no-listener':
      return 'this Palabre does not listen'
    case 'gateway-reachable':
      return `the router ${facts.host} is there (${resultWords(facts.result)}${after(facts.ms)})`
    case 'gateway-mute':
      return `the router ${facts.host} says nothing (${resultWords(facts.result)})`
    case 'beyond-reachable':
      return `${facts.host}, on another network, answers`
    case 'resolved':
      return `${facts.name} is ${facts.host} (${ms(facts.ms)})`
    case 'not-resolved':
      return `no address for ${facts.name}: ${facts.result}`
    case 'target':
      return `${facts.host} from ${facts.local}${facts.interface ? ` (${facts.interface})` : ''}: ${facts.same ? 'the same network' : 'behind a router'}`
    case 'no-way':
      return `no way to ${facts.host}: ${facts.result}`
    case 'own-address':
      return `${formatAddress(facts)} is this program itself`
    case 'neighbour':
      return `someone else here, ${formatAddress(facts)}: ${resultWords(facts.result)}${after(facts.ms)}`
    case 'attempt':
      return `IPv${facts.family} ${formatAddress(facts)}: ${resultWords(facts.result)}${after(facts.ms)}`
    case 'connected':
      return `connected with ${formatAddress(facts)} in ${ms(facts.ms)}`
    case 'not-connected':
      return `${formatAddress(facts)}: ${resultWords(facts.result)}${after(facts.ms)}`
    case 'other-port':
      return `another port of it, ${facts.port}: ${resultWords(facts.result)}${after(facts.ms)}`
    case 'banner':
      return facts.program === 'palabre'
        ? `a Palabre answers (version ${facts.version})`
        : `${en.program[facts.program]} answers${facts.text ? `: ${facts.text}` : ''}`
    case 'cut-before-hello':
      return `it ended the connection without a word (${resultWords(facts.result)})`
    case 'key':
      return facts.own
        ? 'my own key'
        : `key ${facts.id.slice(0, 7)}…${facts.matches === null ? '' : facts.matches ? ', theirs' : ', not theirs'} (${ms(facts.ms)})`
    case 'no-key':
      return `no key was shown: ${facts.result}`
    case 'session':
      return facts.inbound ? 'a conversation is open; they dialled it' : 'a conversation is open'
    case 'no-session':
      return 'no conversation could be opened'
    case 'udp':
      return `${facts.answered} of ${facts.sent} datagrams came back${facts.helped ? '' : ` from port ${facts.port}`}${facts.rttMs === null ? '' : `, ${ms(facts.rttMs)}`}`
    case 'udp-refused':
      return `a datagram to port ${facts.port} was refused, so it arrived (${facts.result})`
    case 'udp-not-sent':
      return `this computer did not let a datagram out (${facts.result})`
    case 'dialled-back-tcp':
      return `${helpers[facts.by]} dialled me at ${formatAddress(facts)}: ${resultWords(facts.result)}${facts.result === 'connected' ? (facts.banner ? ', my Palabre answered' : ', something else answered') : after(facts.ms)}`
    case 'dialled-back-udp':
      return `${facts.received} of ${facts.sent} datagrams that ${helpers[facts.by]} sent arrived`
    case 'no-help':
      return `${helpers[facts.by]} could not help (${facts.result}): that proves nothing`
    case 'observed':
      return `${helpers[facts.by]} see${facts.by === 'person' ? '' : 's'} me as ${formatAddress(facts)}${facts.sameHost ? ', as I do' : `; here it is ${facts.ownHost}${facts.ownPort === null ? '' : ` port ${facts.ownPort}`}`}`
    case 'size':
      return `${facts.bytes} bytes: ${facts.answered} of ${facts.sent} came back`
    case 'round-trip':
      return `${facts.over === 'session' ? 'a word and its echo' : 'connecting'}: p50 ${ms(facts.p50Ms)}, at most ${ms(facts.maxMs)} (n ${facts.n})`
    case 'load':
      return `${ms(facts.idleMs)} idle, ${ms(facts.loadedMs)} under load (${facts.mbps.toFixed(1)} Mbit/s)`
    case 'no-load':
      return `the load could not be made: ${facts.result}`
    default:
      return assertNever(code)
  }
}

/** The sentence, and what to do next. */
export function verdictInWords(verdict: Verdict): { readonly what: string; readonly next: string } {
  const { code, details } = verdict
  if (details['here'] && code in en.here) return verdictWords(verdict, 'en')
  const name = String(details['name'])
  const host = String(details['host'])
  const port = Number(details['port'])
  const own = Number(details['ownPort'] ?? 0)
  switch (code) {
    case 'all-well':
      return { what: `All is well: ${name} can be reached, and reaches you.`, next: 'If messages still wait, restart Palabre on both sides.' }
    case 'reachable':
      return {
        what: `${name} can be reached from here. Whether they reach you was not tested from their side.`,
        next: 'Let them run the doctor too, or become contacts: then they can dial back.',
      }
    case 'offline':
      return { what: 'This computer has no network.', next: 'Check Wi-Fi or cable.' }
    case 'no-listener':
      return { what: 'Your own Palabre does not listen: nobody can reach you.', next: 'Choose another port in the settings, or with --port.' }
    case 'local-only':
      return {
        what: `Your Palabre listens on this computer alone (port ${own}): others can’t connect.`,
        next: 'Let it listen on every interface: leave --host out.',
      }
    case 'name-unknown':
      return { what: `The name ${host} does not exist.`, next: 'Check how it is written, or use the address in numbers.' }
    case 'names-silent':
      return { what: `The name server did not answer for ${host}.`, next: 'Use the address in numbers.' }
    case 'own-address':
      return { what: 'That is your own address.', next: `Ask ${name} for theirs.` }
    case 'no-way':
      return { what: `This computer has no route to ${host}.`, next: 'Try an IPv4 address, connect to their network, or disconnect the VPN.' }
    case 'stopped-here':
      return { what: 'A firewall on this computer stops what it sends.', next: 'Allow Palabre to connect to others, in the firewall of this computer.' }
    case 'local-network-denied':
      return {
        what: 'macOS has not allowed this app to use the local network.',
        next: 'Open System Settings, Privacy & Security, Local Network, and allow it.',
      }
    case 'isolated':
      return {
        what: 'This Wi-Fi keeps devices apart (a guest network, or client isolation).',
        next: 'Use another Wi-Fi or a hotspot, or ask who runs it to switch isolation off.',
      }
    case 'nobody-there':
      return { what: `No device answers at ${host}: it is off, or has a new address.`, next: `Ask ${name} for the address that their Palabre shows now.` }
    case 'unreachable':
      return {
        what: `A router says that ${host} can’t be reached.`,
        next: 'Check the address; if it is in another building or a VPN, that network may be down.',
      }
    case 'refused':
      return {
        what: `${name}’s computer is on and answered: nothing is listening on port ${port} (or a firewall answers for it).`,
        next: `Ask ${name} to open Palabre and to check that it listens on port ${port}.`,
      }
    case 'rejected':
      return {
        what: `${name}’s computer is on, but a firewall rejects connections to port ${port}.`,
        next: `${name} has to allow port ${port}: on Linux  sudo ufw allow ${port}/tcp`,
      }
    case 'their-firewall':
      return {
        what: `${name}’s firewall silently drops connections to port ${port}.`,
        next: `${name} has to allow it there: on Linux  sudo ufw allow ${port}/tcp ; on Windows, allow Palabre on this kind of network.`,
      }
    case 'no-answer':
      return {
        what: `Nobody answered at ${host}. A firewall drops what is sent, the address is wrong, or the computer is off.`,
        next: `Ask ${name} whether the computer is on and has this address, then let them run the doctor there.`,
      }
    case 'cut':
      return {
        what: `What listens at ${host}, port ${port}, cuts every connection at once.`,
        next: `Ask ${name} to restart the program there; it may be full, or have blocked you.`,
      }
    case 'text-program':
      return verdictWords(verdict, 'en')
    case 'wrong-program':
      return {
        what: `Something else answers on port ${port}: ${en.program[details['program'] as Program]}.`,
        next: `Ask ${name} which port Palabre listens on; it is on their card.`,
      }
    case 'wrong-version':
      return { what: `${name}’s Palabre speaks another version of the protocol (${String(details['version'])}).`, next: 'Update Palabre on both sides.' }
    case 'wrong-key':
      return {
        what: `Somebody else answers at ${host}, port ${port}: the key is not ${name}’s.`,
        next: `Ask ${name} in person for their address now, or whether they have a new key.`,
      }
    case 'my-firewall':
      return {
        what: `Your computer blocks incoming connections: ${name} could not reach your port ${own}.`,
        next: `Allow it here: on Linux  sudo ufw allow ${own}/tcp ; on Windows, set the network to Private and allow Palabre.`,
      }
    case 'behind-router':
      return {
        what: `A router stands in between: others see you as ${String(details['seenAs'])}, and can’t connect to your port ${own} there.`,
        next: 'You can still connect to them. For the other direction, forward the port in the router.',
      }
    case 'router-rewrites':
      return {
        what: 'A router rewrites your port for every contact; direct calls from outside will fail.',
        next: 'Connect to others yourself, or forward the port in the router.',
      }
    case 'udp-blocked':
      return {
        what: 'Messages work; calls and fast tests do not: UDP is blocked.',
        next: 'Ask who runs the network, or the firewall on either side, to let UDP through.',
      }
    case 'large-lost':
      return {
        what: `Small packets pass, big ones vanish (MTU): ${Number(details['bytes'])} bytes came back, ${Number(details['lost'])} did not.`,
        next: `Look for the limit with palabre mtu, and keep datagrams at ${Number(details['bytes'])} bytes.`,
      }
    case 'busy-line':
      return {
        what: `Your line is fine until it is busy: ${ms(Number(details['idleMs']))} becomes ${ms(Number(details['loadedMs']))} (bufferbloat).`,
        next: 'Pause uploads while you talk, or switch on SQM or QoS in the router.',
      }
    case 'inconclusive':
      return { what: 'What was seen does not say what is wrong.', next: `Let ${name} run the doctor too, and compare.` }
    default:
      return assertNever(code)
  }
}
