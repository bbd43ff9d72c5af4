import type { ErrorCode } from '../../shared/errors.ts'
import { formatAddress } from '../../shared/model/address.ts'
import { printable } from '../net/core/text.ts'
import type { Report } from './reports.ts'
import { errorInWords, namedInWords, nobodyChosen } from './words.ts'

/** A line for the transcript (`out`), or beside it (`err`). */
export interface TextLine {
  readonly to: 'out' | 'err'
  readonly text: string
}

const out = (text: string): TextLine => ({ to: 'out', text })
const err = (text: string): TextLine => ({ to: 'err', text })

/** A report as the lab's transcript; null: nothing to read. Pure; what others wrote can't move the cursor or forge a line. */
export function textOf(report: Report): TextLine | null {
  switch (report.event) {
    case 'listening':
      return err(listening(report))
    case 'joined':
      return out(`${shown(report['label'])} JOINED`)
    case 'message':
      if (report['file']) return report['mine'] ? null : out(`${speaker(report)} offers a file: ${spoken(report['text'])}`)
      return report['mine'] ? null : out(`${speaker(report)} said: ${spoken(report['text'])}`)
    case 'message-changed':
      return changed(report)
    case 'notice':
      return notice(report)
    case 'link':
      return link(report)
    case 'storage':
      return storage(report)
    case 'who':
      return out(
        `${report['current'] ? '*' : ' '} ${shown(report['title'])}  ${stateWords[String(report['state'])] ?? shown(report['state'])}, ${placeWords(report, ['known'])}${report['encrypted'] === false ? '  not encrypted' : ''}`,
      )
    case 'in-room':
      return out(
        `  in here: ${[shown(report['name']), ...(report['person'] ? [] : ['not encrypted']), ...(report['role'] === 'member' ? [] : [report['role']]), ...(report['muted'] ? ['muted'] : [])].join(', ')}`,
      )
    case 'nearby':
      return out(`  ${shown(report['name'] ?? 'someone without a name')}  ${report['online'] ? 'online' : 'not online'}, ${placeWords(report)}`)
    case 'room':
      return out(roomLine(report))
    case 'nearby-room':
      return out(nearbyRoomLine(report))
    case 'no-rooms':
      return out('No room yet, and none is announced on this network. /room HOST PORT enters one.')
    case 'key':
      return err(keyDecided(report))
    case 'pong':
      return out(`${shown(report['title'])} answered in ${Number(report['rttMs']).toFixed(2)} ms`)
    case 'offered':
      return err(`Offered: ${shown(report['name'])}`)
    case 'named':
      return err(namedInWords(shown(report['name'])))
    case 'nick':
      return out(
        `You are now ${shown(report['name'])}.${report['rooms'] ? ' The rooms that you are in know you by the old name until you enter them again.' : ''}`,
      )
    case 'current':
      if (report['conversation'] === null) return err(nobodyChosen)
      return err(
        `You now talk with ${shown(report['title'])}${report['encrypted'] === false ? ' (not encrypted)' : ''}${report['foundBy'] ? `, ${foundWords(report)}` : ''}${report['away'] ? '; not connected now: what you write waits for them' : ''}.`,
      )
    case 'beside':
      return err(`${shown(report['title'])} is here too: /msg ${shown(report['title'])} talks with it.`)
    case 'found':
      return err(`${shown(report['name'])}: ${foundWords(report)}.`)
    case 'help':
      return out(String(report['text']))
    case 'error':
      return err(shown(report['message']))
    case 'stopped':
      return report['drained'] ? null : err('Some messages are still waiting; they go out at the next start.')
    default:
      return null
  }
}

/** Where it was tried, so that the words can name it. */
const at = ({ host, port }: Report) => (typeof host === 'string' && typeof port === 'number' ? { host, port } : {})

const peopleWords = (count: unknown): string => (count === 1 ? '1 person' : `${count} people`)

function roomLine({ title, current, state, people, encrypted, role, port, topic }: Report): string {
  const facts = [
    shown(state),
    state === 'open' ? peopleWords(people) : '',
    role === 'member' ? '' : shown(role),
    port === null ? '' : `hosted here on port ${port}`,
    encrypted ? '' : 'not encrypted',
    topic ? `“${shown(topic)}”` : '',
  ]
  return `${current ? '*' : ' '} ${shown(title)}  ${facts.filter(Boolean).join(', ')}`
}

const entryWords: Readonly<Record<string, string>> = { anyone: 'open to everyone', contacts: 'for people its host knows', invited: 'by invitation only' }

function nearbyRoomLine({ name, hostName, people, entry, plain, signed, host, port }: Report): string {
  const facts = [
    hostName === null ? '' : `hosted by ${shown(hostName)}`,
    peopleWords(people),
    entryWords[String(entry)] ?? '',
    plain ? 'programs too' : '',
    signed ? '' : 'announced without proof',
  ]
  return `  ${shown(name)}  ${facts.filter(Boolean).join(', ')}: /room ${shown(host)} ${port}`
}

/** Which of the places that were looked in knew them. */
function foundWords({ foundBy, directory, asOf }: Report): string {
  if (foundBy === 'contact') return 'from your conversations'
  if (foundBy === 'nearby') return 'found on this network'
  if (asOf === null) return `found in the directory ${shown(directory)}`
  return `remembered from the directory ${shown(directory)}, as of ${new Date(Number(asOf)).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`
}

/** All places that know of them. */
function placeWords({ sources, directory }: Report, first: readonly string[] = []): string {
  const near = /beacon|mdns/.test(String(sources)) ? ['on this network'] : []
  return [...first, ...near, ...(directory ? [`in the directory ${shown(directory)}`] : [])].join(', ')
}

function keyDecided({ title, decision }: Report): string {
  if (decision === null) return `No other key answers for ${shown(title)} now: there is nothing to decide.`
  if (decision === 'refuse') return `Refused: nothing is sent to the other key. What you said waits for the ${shown(title)} you know.`
  return `From now on ${shown(title)} is whoever has the new key. What you said goes out.`
}

const stateWords: Readonly<Record<string, string>> = {
  offline: 'not connected',
  waiting: 'away',
  connecting: 'being tried',
  open: 'connected',
  'half-closed': 'has finished writing',
  unstable: 'does not answer now',
  'key-changed': 'another key answers',
}

const shown = (value: unknown): string => printable(String(value ?? ''))

/** Further lines of a text are set in, so that none of them can look like another speaker. */
const spoken = (value: unknown): string => printable(String(value ?? ''), { multiline: true }).replaceAll('\n', '\n  ')

/** A known person by name, a raw-socket program by its host; with its port while others of that host are here (`shared`). */
const speaker = (report: Report): string => {
  if (report['kind'] === 'room') return shown(report['author'] ?? report['title'])
  return shown(report['kind'] === 'plain' && !report['shared'] ? (report['host'] ?? report['title']) : report['title'])
}

function listening(report: Report): string {
  const moved = report['wantedPort'] !== report['port'] && report['wantedPort'] !== 0 ? ` (port ${report['wantedPort']} is taken)` : ''
  return `Listening on port ${report['port']}${moved} as ${shown(report['name'])}.`
}

function link(report: Report): TextLine | null {
  const title = shown(report['title'])
  if (report['state'] === 'key-changed') return err(errorInWords({ code: 'wrong-key', details: { name: title, offered: String(report['offeredId'] ?? '') } }))
  if (report['change'] === 'left' && report['state'] === 'offline' && report['code']) {
    return err(`${title}: ${errorInWords({ code: report['code'] as ErrorCode, details: at(report) })}`)
  }
  if (report['change'] === 'left') return err(`${title} is away. What you say waits, and goes out when they are back.`)
  return report['change'] === 'back' ? err(`${title} is back.`) : null
}

function changed(report: Report): TextLine | null {
  if (report['mine']) {
    if (report['state'] !== 'failed' || !report['code']) return null
    return err(`Not sent: “${shown(report['text']).slice(0, 60)}”. ${errorInWords({ code: report['code'] as ErrorCode, details: at(report) })}`)
  }
  if (report['deleted']) return out(`${speaker(report)} took a message back`)
  return report['editedAt'] ? out(`${speaker(report)} corrected: ${spoken(report['text'])}`) : null
}

function notice(report: Report): TextLine | null {
  if (report['kind'] === 'room') return roomNotice(report)
  switch (report['code']) {
    case 'left':
      return err(`${shown(report['title'])} left.`)
    case 'line-too-long':
      return err(`${shown(report['title'])} sent a line that is too long; its rest was dropped.`)
    case 'messages-lost':
      return err(`${shown(report['title'])}: some messages were lost before they arrived here.`)
    case 'finished-writing':
      return err(`${shown(report['title'])} has finished writing; it may still read what you say for ${Number(report['seconds'])} s.`)
    case 'fin':
      return err(`${shown(report['title'])} said FIN.${report['answer'] ? ` Answered: ${shown(report['answer'])}` : ''}`)
    default:
      return null
  }
}

function roomNotice(report: Report): TextLine | null {
  const [name, by] = [shown(report['name']), shown(report['by'])]
  const { host, port } = report
  const at = report['code'] === 'room-host' && typeof host === 'string' && typeof port === 'number' ? `, at ${shown(formatAddress({ host, port }))}` : ''
  const words: Readonly<Record<string, string>> = {
    'member-joined': `*** ${name} joined`,
    'member-left': `*** ${name} left`,
    'member-slow': `*** ${name} was dropped: did not read`,
    'member-removed': `*** ${name} was removed`,
    'member-banned': `*** ${name} was banned`,
    'member-muted': `*** ${by} muted ${name}`,
    'member-unmuted': `*** ${by} lets ${name} write again`,
    'member-role': `*** ${by} made ${name} ${shown(report['role'])}`,
    'room-name': `*** ${by} called the room ${name}`,
    'room-topic': `*** ${by} set the topic: ${shown(report['topic'])}`,
    'room-rules': `*** ${by} changed who may come in`,
    'room-host': `*** ${name} hosts the room now${at}`,
    'room-fault': `*** What the host passed on does not hold (${shown(report['fault'])}): messages are missing, or were not written by who is named.`,
    'room-slow': '*** You did not read and were dropped; what you missed follows.',
  }
  const text = words[String(report['code'])]
  return text === undefined ? null : err(text)
}

function storage(report: Report): TextLine | null {
  if (report['code']) return err(errorInWords({ code: report['code'] as ErrorCode, details: {} }))
  return report['keptAs'] ? err(`The history was damaged. It was kept as ${shown(report['keptAs'])}; ${report['rescued']} messages were read from it.`) : null
}
