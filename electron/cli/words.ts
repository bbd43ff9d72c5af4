import { type CommandProblem, commandTable } from '../../shared/commands.ts'
import type { ErrorCode, ErrorData } from '../../shared/errors.ts'
import { faultInWords } from '../../shared/fault-words.ts'
import { formatAddress } from '../../shared/model/address.ts'
import { formatId } from '../../shared/model/id-text.ts'
import type { Symptom } from '../../shared/symptom.ts'
import { printable } from '../net/core/text.ts'
import type { RoomEvent } from '../net/protocols/room/index.ts'
import { type HostCommand, hostCommands } from './room-commands.ts'

/** What `/help` prints. */
export function commandHelp(): string {
  const does: Record<(typeof commandTable)[number]['name'], string> = {
    join: 'talk with whoever listens there, or with someone you know',
    room: 'enter the room that listens there, or that a palabre: link leads to',
    rooms: 'your rooms, and those that are announced on this network',
    msg: 'switch to someone, by name or HOST:PORT, and say something',
    file: 'offer a file or a folder to whom you talk with',
    nick: 'change your pseudonym',
    who: 'who is in this room, your conversations, who is connected, and who is near or in a directory',
    ping: 'how long a round trip takes',
    clear: 'hide what was said here so far',
    quit: 'leave',
    help: 'this list',
  }
  const lines = commandTable.map(({ name, args }) => `${`/${name} ${args.join(' ')}`.padEnd(22)}${does[name]}`)
  return [...lines, `${'/key accept|refuse'.padEnd(22)}when another key answers for whom you talk with`].join('\n')
}

/** What `/help` prints at the terminal of a room's host. */
export function hostHelp(): string {
  const does: Record<HostCommand, string> = {
    who: 'who is in, and who may not come in',
    kick: 'out; they may come back',
    ban: 'out, for good',
    unban: 'may come in again',
    mute: 'may read, not write',
    unmute: 'may write again',
    moderator: 'may mute, remove and ban too',
    member: 'may not any more',
    topic: 'what the room is about; without a text, nothing',
    help: 'this list',
    quit: 'close the room',
  }
  return [...hostCommands.map(({ name, args }) => `${`/${name} ${args.join(' ')}`.padEnd(16)}${does[name]}`), 'Anything else is said in the room.'].join('\n')
}

/** What happens in a room, at the terminal of its host: each line with its author, and nothing that moves the cursor. */
export function roomEventInWords(event: RoomEvent): string {
  const name = printable(event.name)
  switch (event.event) {
    case 'joined':
      return `*** ${name} joined from ${formatAddress(event)}${event.person === null ? '' : ', encrypted'}`
    case 'left':
      return `*** ${name} left${{ quit: '', lost: '', slow: ': did not read what was said', removed: ': removed', banned: ': banned' }[event.reason]}`
    case 'said':
      return event.text
        .split('\n')
        .map((line) => `${name}: ${printable(line)}`)
        .join('\n')
  }
}

/** A /join or /msg failed. */
export const nobodyChosen = 'Nobody is chosen now: what you type is sent to nobody; /msg NAME or /join goes on.'

/** A profile without a pseudonym has taken one. */
export const namedInWords = (name: string): string =>
  `You had no pseudonym: others see you as “${name}”, like your account here. Choose another with /nick NAME or palabre chat --name NAME.`

/** A wrong line of input, in a sentence. */
export function problemInWords({ code, command, argument }: CommandProblem): string {
  switch (code) {
    case 'unknown-command':
      return `There is no command /${command}. /help lists them; // begins a message with a slash.`
    case 'missing-argument':
      return `/${command} needs ${argument}.`
    case 'too-many-arguments':
      return `/${command} does not understand “${argument}”.`
    case 'bad-port':
      return `“${argument}” is no port: ports go from 1 to 65535.`
    case 'bad-address':
      return `“${argument}” is not an address. Examples: 192.168.1.42, [2001:db8::1]:3000, pc.local`
  }
}

const plain: Readonly<Partial<Record<ErrorCode, string>>> = {
  ECONNRESET: 'The other side cut the connection abruptly.',
  ECONNABORTED: 'The attempt was given up.',
  EPIPE: 'The other side had closed the conversation already.',
  ETIMEDOUT: 'The other side does not answer any more.',
  ENETDOWN: 'This computer has no network.',
  EPERM: 'A firewall on this computer stopped it.',
  EMFILE: 'This computer has too many files and connections open.',
  EMSGSIZE: 'That is too large for one datagram: at most 65507 bytes.',
  'bad-argument': 'That can’t be understood.',
  'bad-port': 'Ports go from 1 to 65535.',
  'bad-address': 'That is not an address.',
  'export-failed': 'The conversation could not be exported.',
  'save-failed': 'The file could not be written.',
  'unknown-run': 'That run is not in the history any more.',
  'too-many-runs': 'Too many tests and servers run at once: stop one of them first.',
  'diagnostics-crashed': 'The part that runs tests has ended unexpectedly.',
  'bad-picture': 'That picture can not be used.',
  'unknown-conversation': 'That conversation does not exist any more.',
  'unknown-message': 'That message does not exist any more.',
  'not-connected': 'Nobody is connected here. Use /join HOST PORT.',
  'wrong-key': 'Somebody else answers there: the key is not the one you know. Nothing was sent.',
  'tls-failed': 'What answers there is not the Palabre that was expected.',
  'protocol-error': 'The other side does not follow the protocol; the connection was closed.',
  'protocol-version': 'The other side speaks another version of Palabre.',
  'frame-too-large': 'The other side sent too much at once; the connection was closed.',
  'line-too-long': 'A line was too long; its rest was dropped.',
  'too-many-connections': 'Too many connections from there.',
  'refused-plain': 'That is not possible in an unencrypted conversation.',
  blocked: 'This conversation is blocked.',
  'peer-silent': 'The other side does not read what is sent; the conversation was closed.',
  flapping: 'The connection breaks again and again.',
  'queue-full': 'Too much waits for the disk. Try again in a moment.',
  expired: 'It could not be delivered for 7 days.',
  'message-too-long': 'That message is too long.',
  'not-yours': 'That message is not yours.',
  'disk-full': 'The disk is full. Messages wait in memory until there is room.',
  'store-locked': 'Another program holds the history. Messages wait until it lets go.',
  'store-damaged': 'The history was damaged.',
  'key-unavailable': 'The key of this profile can’t be read here; perhaps the desktop app keeps it in the system’s key store.',
  'clock-wrong': 'The clock of this computer and that of the directory differ by more than a day. Set this computer’s date and time.',
  'no-name': 'You have no pseudonym yet. Choose one: /nick NAME',
  'not-a-room': 'What answers there is no room. A room usually listens on 9000; to talk with a person, use /join.',
  'pseudonym-refused': 'The room did not take your pseudonym. Take another with /nick, then enter again with /room.',
  'room-refused': 'The room did not let you in: it is by invitation, full, or you were banned. Ask its host.',
  'room-gone': 'That room is not announced on this network any more.',
  'room-muted': 'You may not write in this room now: a moderator muted you.',
  'no-ping': 'The other side speaks plain text and has no answer of its own to measure. palabre doctor looks at the way there.',
  'not-allowed': 'Only the owner of the room or a moderator may do that.',
  'file-changed': 'The file is no longer the one that was offered. Send it again as it is now.',
  'file-gone': 'The file is not there any more. Put it back, or send it from where it is now.',
  'file-unreadable': 'The file can’t be read. Check that you can open it, then try again.',
  'file-not-written': 'The file can’t be written there. Choose another folder for downloads in the settings, then try again.',
  'folder-empty': 'There is nothing to send in this folder. Choose another folder.',
  'folder-too-large': 'This folder has too much in it to be sent as it is. Pack it into one archive and send that.',
  'size-mismatch': 'The file is not as long as was said. Ask for it once more.',
  'hash-mismatch': 'What arrived is not what was sent. Try again.',
  'no-room': 'There is not enough room on the disk. Free some space, then try again. It goes on where it stopped.',
  'transfer-unknown': 'The other side has this file no longer on offer. Ask for it once more.',
  'transfer-paused': 'The other side has paused. It goes on when they say so.',
  cancelled: 'It was called off. Send it again if it is still needed.',
  forbidden: 'That is not allowed.',
}

/** Why a profile could not be opened: in which folder, and which file of it. */
function profileFaultInWords({ code, details }: ErrorData): string {
  const [folder, file, cause] = [String(details['folder']), String(details['file'] ?? ''), faultInWords(String(details['cause'] ?? ''), 'en')]
  if (code === 'disk-full') return `The profile in ${folder} can’t be opened: the disk is full. Make some room, then start again.`
  if (code === 'store-failed') return `The profile in ${folder} can’t be opened: ${file && `${file}: `}${cause}. Make it yours, or choose another with --data.`
  return `The profile in ${folder} can’t be opened. ${plain[code] ?? ''}${cause && ` (${cause})`}`
}

/** Of a profile. */
const profileFaults: ReadonlySet<ErrorCode> = new Set(['store-failed', 'store-locked', 'store-damaged', 'disk-full', 'key-unavailable'])

/** As long as nobody has decided about a key. */
function keyWords(name: string, offered: string): string {
  const key = offered === '' ? '' : ` (${formatId(offered).slice(0, 15)} …)`
  return `Another key answers for ${name}${key}: a new computer, or somebody in between. The conversation is stopped: what you say here is kept and goes to nobody. Ask them in person or by phone, then decide: /msg ${/\s/.test(name) ? `"${name}"` : name} and /key accept, or /key refuse.`
}

/** An error, in a sentence. */
export function errorInWords({ code, details }: ErrorData): string {
  if (typeof details['folder'] === 'string' && profileFaults.has(code)) return profileFaultInWords({ code, details })
  const host = typeof details['host'] === 'string' ? details['host'] : 'that address'
  const port = Number(details['port'] ?? 0)
  const where = port > 0 ? formatAddress({ host, port }) : host
  switch (code) {
    case 'ECONNREFUSED':
      return `${where} said no: the computer is there, but no program listens on this port (or a firewall answers for it).`
    case 'no-answer':
      return `Nobody answered at ${where}${details['timeoutMs'] ? ` in ${Number(details['timeoutMs']) / 1000} s` : ''}. A firewall, a wrong address, or the computer is off.`
    case 'EHOSTUNREACH':
      return `${where} can’t be reached, says this computer or a router.`
    case 'ENETUNREACH':
      return `There is no road to the network of ${where}.`
    case 'ENOTFOUND':
      return `The name ${host} does not exist. Check how it is written.`
    case 'EAI_AGAIN':
      return `The name server did not answer for ${host}. Try the address in numbers.`
    case 'EADDRINUSE':
      return `Port ${port} is taken on this computer${typeof details['free'] === 'number' ? `; ${details['free']} is free` : ', and so are those after it'}. Choose another with --port.`
    case 'EADDRNOTAVAIL':
      return `${host} is not an address of this computer.`
    case 'store-failed':
      if (typeof details['unwritable'] === 'string')
        return `The folder ${details['unwritable']} can’t be used: ${faultInWords(String(details['cause']), 'en')}. Make it yours, or choose another with --data.`
      return typeof details['missing'] === 'string' ? `There is no profile in ${details['missing']}.` : 'The history can’t be opened.'
    case 'EACCES':
      return `The system reserves port ${port}. Choose one from 1024.`
    case 'wrong-key':
      return typeof details['name'] === 'string' ? keyWords(details['name'], String(details['offered'] ?? '')) : (plain[code] ?? '')
    case 'file-gone':
      return details['cause'] === 'ENOENT' && typeof details['path'] === 'string'
        ? `There is nothing at ${printable(details['path'])}. Check how it is written.`
        : (plain[code] ?? '')
    case 'not-connected': {
      const unsent = printable(String(details['unsent'] ?? ''))
      return `${unsent && `Not sent: “${unsent.slice(0, 60)}”. `}${details['chosen'] === false ? nobodyChosen : plain[code]}`
    }
    case 'own-address':
      return `That is you: ${where} is your own address.`
    case 'own-name':
      return `That is you: “${String(details['name'] ?? '')}” is your own pseudonym. A computer of that name is reached with its port: /join HOST PORT.`
    case 'unknown-name':
      return `Nobody called “${String(details['name'] ?? '')}” is among your conversations, on this network or in your directories.`
    case 'ambiguous-name':
      return `Several people are called “${String(details['name'] ?? '')}”. Use an address.`
    case 'bad-name':
      return `A directory can’t take the pseudonym “${String(details['name'] ?? '')}”: 2 to 32 letters and digits of one script, and inside . _ -`
    case 'author-unreached':
      return `${String(details['name'] ?? '')} can’t be reached from here (${where}) and was asked to connect to this computer instead. It is tried again.`
    case 'neither-reached':
      return `This computer does not reach ${String(details['name'] ?? '')} (${where}), and they do not reach this one. Let Palabre through the firewall of one of the two: palabre doctor ${host} ${port}`
    case 'name-taken':
      return `“${String(details['name'] ?? '')}” is taken in the directory ${where}. Choose another with /nick.`
    case 'name-confusable':
      return `“${String(details['name'] ?? '')}” looks like somebody else’s pseudonym in the directory ${where}. Choose another with /nick.`
    case 'directory-unavailable':
      return `The directory ${where} can’t be asked now. Palabre tries again by itself.`
    case 'directory-busy':
      return `The directory ${where} has too much to do. Try again in a moment.`
    case 'directory-key-changed':
      return `Another directory answers at ${where}: its key is not the one that was met first. Nothing was sent to it.`
    case 'directory-lies':
      return `The directory ${where} gave an answer that can’t be true. It was not used.`
    case 'not-a-directory':
      return `What answers at ${where} is not a Palabre directory.`
    case 'profile-in-use':
      return `Another Palabre uses this profile${details['folder'] ? ` (${String(details['folder'])})` : ''}. Choose another with --data.`
    default:
      return plain[code] ?? `Something went wrong inside Palabre (${String(details['cause'] ?? code)}).`
  }
}

/** `palabre directory` could not start, in a sentence. */
export function directoryErrorInWords(error: ErrorData, store: string): string {
  const { code, details } = error
  if ('unwritable' in details) return errorInWords(error)
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${Number(details['port'])} is taken on this computer. Choose another with --port.`
    case 'store-failed':
    case 'store-locked':
    case 'store-damaged':
    case 'disk-full':
      return `The store can’t be used (${code}, ${String(details['cause'] ?? '')}): ${store.replace(/\/\/[^/@]*@/, '//***@')}`
    case 'key-unavailable':
      return `The certificate or its key can’t be used (${String(details['problem'] ?? '')}): ${String(details['file'] ?? '')}`
    default:
      return errorInWords(error)
  }
}

export function directoryGreeting(urls: readonly string[], id: string): string {
  return `Palabre directory\n${urls.map((url) => `  ${url}`).join('\n')}\nIts identity, to be compared by those who join:\n  ${id}`
}

/** What a test met, in a sentence, and what one can do about it. */
export function symptomInWords(symptom: Symptom, { details }: ErrorData): { readonly what: string; readonly next: string } {
  const host = typeof details['host'] === 'string' ? details['host'] : 'that address'
  const port = Number(details['port'] ?? 0)
  const where = port > 0 ? formatAddress({ host, port }) : host
  const waited = details['timeoutMs'] ? ` in ${Number(details['timeoutMs']) / 1000} s` : ''
  switch (symptom) {
    case 'refused':
      return {
        what: `${where} said no: the computer is there, but no program listens on this port (or a firewall answers for it).`,
        next: 'Start the server there, check the port, or try another port of the same computer.',
      }
    case 'no-answer':
      return {
        what: `Nobody answered at ${where}${waited}. A firewall drops what is sent, the address is wrong, or the computer is off.`,
        next: 'Check the address there, then its firewall; another port that answers would mean that the computer is on.',
      }
    case 'udp-silence':
      return {
        what: `Nothing came back from ${where}${waited}. That is no proof: UDP never says whether it arrived.`,
        next: `Try the same computer over TCP: palabre echo test ${host} ${port > 0 ? port : 'PORT'}`,
      }
    case 'unreachable':
      return { what: `A router says that ${host} can’t be reached, or no computer there answers.`, next: 'Check that it is on and still has this address.' }
    case 'unreachable-here':
      return {
        what: `${host} can’t be reached, and that was said at once: by this computer itself, or by a firewall close by.`,
        next: 'Check the firewall here and there; on macOS, allow this program under Privacy, Local Network.',
      }
    case 'no-route':
      return { what: `There is no road to the network of ${host}.`, next: 'Check Wi-Fi or cable and the VPN; for an IPv6 address, try the IPv4 one.' }
    case 'network-down':
      return { what: 'This computer has no network.', next: 'Check Wi-Fi or cable.' }
    case 'port-taken':
      return {
        what: `Port ${port} is already taken on this computer.`,
        next: details['free'] ? `Port ${Number(details['free'])} is free: --port ${Number(details['free'])}` : 'Choose another with --port; 0 is any free one.',
      }
    case 'not-own-address':
      return { what: `${host} is not an address of this computer.`, next: 'Leave --host out for this computer alone, or --host 0.0.0.0 for every interface.' }
    case 'port-reserved':
      return { what: `The system reserves port ${port}: those under 1024 need the rights of an administrator.`, next: 'Choose one from 1024 with --port.' }
    case 'broadcast-off':
      return { what: `The system does not let this program send to ${host}.`, next: 'Use the address of one computer instead of a broadcast address.' }
    case 'stopped-here':
      return { what: 'A firewall on this computer stopped it: nothing was sent.', next: 'Allow this program in the firewall of this computer.' }
    case 'no-such-name':
      return { what: `The name ${host} does not exist.`, next: 'Check how it is written, or use the address in numbers.' }
    case 'names-silent':
      return { what: `The name server did not answer for ${host}.`, next: 'Use the address in numbers.' }
    case 'cut':
      return { what: `${where} cut the connection abruptly.`, next: 'See what its program says: it may have crashed, or have closed without reading all.' }
    case 'silent':
      return {
        what: `${where} accepted the connection and said nothing${waited}: it waits for more, or never answers.`,
        next: 'Does its program wait for the end of a line (--newline), or for the end of the connection (--half-close)? See what it does after it has read.',
      }
    case 'closed-unanswered':
      return {
        what: `${where} closed the connection without answering.`,
        next: 'See what its program does between accepting and closing: it may not read, not answer, or have ended.',
      }
    case 'closed-before':
      return { what: `${where} had closed the connection already when something was written to it.`, next: 'It may answer only once: send one message.' }
    case 'datagram-too-large':
      return { what: 'That is too large for one UDP packet: at most 65507 bytes.', next: '1200 bytes pass everywhere: --size 1200' }
    case 'too-many-open':
      return { what: 'This computer has too many files and connections open.', next: 'Close some programs, or raise the limit (ulimit -n).' }
    case 'bad-port':
      return { what: 'Ports go from 1 to 65535.', next: 'Choose another with --port; 0 is any free one.' }
    case 'bad-address':
      return { what: `“${host}” is not an address.`, next: 'Examples: 192.168.1.42, 2001:db8::1, pc.local' }
  }
}
