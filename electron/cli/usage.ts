import { byteLimits as bytes } from '../../shared/bytes/constants.ts'
import { askLimits as limits } from '../../shared/diagnostic-limits.ts'
import { httpLimits as http } from '../net/diagnostics/http/constants.ts'
import { diagnosticLimits as net } from '../net/diagnostics/limits.ts'
import { mtuLimits as mtu } from '../net/diagnostics/mtu/constants.ts'
import { throughputLimits as throughput } from '../net/diagnostics/throughput/constants.ts'
import { cliDefaults } from './diagnostics/defaults.ts'

interface CommandUsage {
  /** The first word after `palabre`. */
  readonly command: string
  readonly synopsis: string
  readonly about: string
}

const answers = `  --answer  echo, prefix:TEXT, text:TEXT, upper, delay:MS (at most ${limits.delayMs}) or discard; a TEXT of at most ${limits.answerText} bytes`

const payloads = (most: number) => `  --message, --file, --hex  what to send, at most ${most} bytes; a file’s, or two digits per byte
  --size  bytes of each message of a series, 1 to ${most}; ${cliDefaults.size} unless told`

const series = (count: number) => `  --count  how many, 1 to ${limits.probes}; ${count} unless told
  --rate  how many per second, 0.01 to ${limits.ratePerSecond}; ${cliDefaults.rate} unless told`

const timeout = `  --timeout  seconds until an answer is late, 0.01 to ${limits.replyTimeoutMs / 1_000}; ${cliDefaults.timeoutMs / 1_000} unless told`

const commands: readonly CommandUsage[] = [
  {
    command: 'chat',
    synopsis: `palabre chat [--name NAME] [--port 3000] [--host ADDR] [--data DIR]
             [--directory HOST[:PORT]]… [--quiet] [--json]`,
    about: `chat      talks with people and raw-socket programs; type /help there
  --name  the pseudonym that others see; the profile remembers it. Without one it takes your account’s
  --port  where to listen; 0 is any free port; a taken one moves to the next free one
  --host  the address to listen on; every interface unless told
  --data  the folder of the profile: identity, history, settings
  --directory  a directory to register with and to ask; the profile remembers it
  --quiet  neither looks for people on this network nor shows itself
  --json  one JSON object per line (electron/cli/README.md)`,
  },
  {
    command: 'send',
    synopsis: 'palabre send FILE NAME… | HOST PORT [--data DIR] [--json]',
    about: `send      a file or a folder to one person or several; ends when all have it (0), or somebody does not (1)`,
  },
  {
    command: 'receive',
    synopsis: `palabre receive [--folder DIR] [--accept-from NAME|IDENTITY|anyone]… [--once] [--port 3000]
                [--host ADDR] [--data DIR] [--json]`,
    about: `receive   takes what is offered, until Ctrl-C
  --folder  where it goes; here unless told. Nothing is ever written over
  --accept-from  from whom; unless told, from people whose safety number was compared
  --once  ends after the first file`,
  },
  {
    command: 'history',
    synopsis: 'palabre history [--data DIR] [--with NAME|ADDRESS] [--json]',
    about: 'history   prints what is stored',
  },
  {
    command: 'directory',
    synopsis: `palabre directory [--port 3100] [--host ADDR] [--store sqlite:FILE | redis://HOST:PORT/DB]
                  [--tls-cert FILE --tls-key FILE] [--http] [--data DIR] [--json]`,
    about: `directory keeps who is online under which pseudonym, for a machine that is always on
  --store one file (in --data unless told), or a Redis that several directories share
  --tls-cert, --tls-key  PEM files; unless told, a key of its own, made at the first start
  --http  without encryption: behind a proxy on this computer that has it`,
  },
  {
    command: 'room',
    synopsis: `palabre room [--port 9000] [--host ADDR] [--name NAME] [--data DIR] [--invited] [--no-programs]
             [--quiet] [--json]`,
    about: `room      a chat room until Ctrl-C: plain text for any raw-socket program, encrypted for people with Palabre
  --name  the room’s, 1 to 32 characters; the computer’s unless told
  --data  a folder that keeps its key, its history and its rules; without it nothing is kept
  --invited  people come in only with the invitation that is printed
  --no-programs  nobody comes in without encryption
  --quiet  is not announced on this network`,
  },
  {
    command: 'echo serve',
    synopsis: `palabre echo serve [--host 127.0.0.1] [--port 8080] [--answer ANSWER] [--once] [--until-fin]
                   [--max-clients N] [--idle S] [--json]`,
    about: `echo serve   answers what it hears over TCP, until Ctrl-C
  --host  who may come: 127.0.0.1 is this computer alone, 0.0.0.0 or :: everybody
  --port  from 1 to 65535; 0 is any free one
${answers}
  --once  ends a connection after its first answer
  --until-fin  ends it when it says FIN, which is answered “Au revoir”
  --max-clients  places, 1 to ${limits.clientsMax}; ${cliDefaults.maxClients} unless told
  --idle  seconds of silence until a client is let go, 1 to ${limits.idleMsMax / 1_000}; ${limits.idleMs / 1_000} unless told`,
  },
  {
    command: 'echo test',
    synopsis: `palabre echo test HOST PORT [--message TEXT [--newline] | --file F | --hex H | --size B] [--count N] [--rate R]
                  [--clients N] [--timeout S] [--nagle] [--split] [--half-close | --reset] [--json]`,
    about: `echo test    one message and its answer; or, without one, a series of them measured
${payloads(limits.payloadBytes)}
${series(cliDefaults.count.tcp)}
  --clients  connections beside each other, 1 to ${limits.testClients}; 1 unless told
${timeout}
  --nagle  lets the system wait to fill its packets (TCP_NODELAY off)
  --newline  a line feed after the --message, for a program that reads lines
  --split  each message in two writes, ${net.splitPauseMs} ms apart: how many pieces arrive?
  --half-close, --reset  FIN, or a reset, right after the last message, before its answer`,
  },
  {
    command: 'udp serve',
    synopsis: 'palabre udp serve [--host 127.0.0.1] [--port 8080] [--answer ANSWER] [--json]',
    about: `udp serve    the same with datagrams; at most ${net.repliesPerSender} answers per second to one sender, ${net.repliesInAll} in all
  --host  who may come: 127.0.0.1 is this computer alone, 0.0.0.0 or :: everybody
  --port  from 1 to 65535; 0 is any free one
${answers}`,
  },
  {
    command: 'udp test',
    synopsis: `palabre udp test HOST PORT [--message TEXT [--newline] | --file F | --hex H | --size B] [--count N] [--rate R]
                 [--timeout S] [--json]`,
    about: `udp test     the same with datagrams: loss, jitter by direction, reordering, duplicates
${payloads(limits.datagramBytes)}
${series(cliDefaults.count.udp)}
${timeout}`,
  },
  {
    command: 'http serve',
    synopsis: 'palabre http serve [--host 127.0.0.1] [--port 8000] [--folder DIR] [--json]',
    about: `http serve  a page with the time, /api/time and teaching routes; with --folder, its files
  --host  who may come: 127.0.0.1 is this computer alone, 0.0.0.0 or :: everybody
  --port  from 1 to 65535; 0 is any free one; with --folder, 8088 unless told
  --folder  whose files are served; nothing outside of it, and nothing whose name begins with a dot`,
  },
  {
    command: 'http get',
    synopsis: `palabre http get URL [--method M] [--header 'NAME: VALUE']… [--data TEXT|@FILE] [--repeat N]
                 [--timeout S] [--no-follow] [--no-keepalive] [--insecure] [--json]`,
    about: `http get    one request with the time of each phase, redirects as a chain; or N of them, measured
  --method  GET unless told; POST with --data
  --header  one more line of the request; may be said again
  --data  the body: a text, or @FILE
  --repeat  how many requests one after the other, 1 to ${limits.httpRepeat}
  --timeout  seconds for each hop, 0.01 to ${limits.httpTimeoutMs / 1_000}; 10 unless told
  --no-follow  a redirect is the answer; otherwise ${http.redirects} of them are followed
  --no-keepalive  a connection for each request
  --insecure  shows an untrusted certificate and goes on`,
  },
  {
    command: 'mtu',
    synopsis: 'palabre mtu HOST PORT [--most 1472] [--json]',
    about: `mtu       the largest datagram that a UDP echo server there gives back
  --most  the largest that is tried, 1 to ${mtu.most} bytes; ${mtu.usual} fill a packet of Ethernet`,
  },
  {
    command: 'doctor',
    synopsis: 'palabre doctor NAME | HOST PORT [--data DIR] [--directory HOST[:PORT]]… [--load PORT] [--json]',
    about: `doctor    why somebody can’t be reached, step by step; ends with 0 if they can
  --data, --directory  a profile: whoever still can be reached helps; taken by itself for a name
  --load  the port of a palabre throughput serve over there: how the line fares while it is busy`,
  },
  {
    command: 'throughput serve',
    synopsis: 'palabre throughput serve [--host 127.0.0.1] [--port 8090] [--json]',
    about: `throughput serve  the other end of a test, until Ctrl-C: it lets ${throughput.guests} others at once fill this line for a while
  --host  who may come: 127.0.0.1 is this computer alone, 0.0.0.0 or :: everybody
  --port  from 1 to 65535, TCP and UDP; 0 is any free one`,
  },
  {
    command: 'throughput test',
    synopsis: 'palabre throughput test HOST [PORT] [--direction up|down|both] [--seconds 10] [--connections 1] [--json]',
    about: `throughput test   how much goes through, and how long a datagram takes meanwhile, against an idle line
  --direction  up: from here; both, one after the other, unless told
  --seconds  of each direction, ${throughput.secondsLeast} to ${limits.throughputSeconds}; at most ${throughput.bytes / 1_000_000} MB
  --connections  beside each other, 1 to ${limits.throughputConnections}`,
  },
  {
    command: 'bytes',
    synopsis: `palabre bytes [TEXT | --hex H | --base64 B | --escapes E | --file F | -] [--struct FORMAT] [--at N]
              [--with-text T | --with-hex H | --with-file F] [--json]`,
    about: `bytes     shows bytes: dump, UTF-8, numbers; standard input unless told; at most ${bytes.input / 1024 / 1024} MiB
  --hex  two digits per byte, with or without 0x, \\x, spaces, colons
  --escapes  a text with \\n, \\xNN and the like
  --struct, --at  fields of a Python struct format such as !HHIQ4s, and where they begin
  --with-…  what to compare with; ends with 1 if they differ`,
  },
]

/** The first words: `echo`, `udp`, `http`. */
export const commandNames: readonly string[] = [...new Set(commands.map(({ command }) => command.split(' ')[0] ?? ''))]

/** How the command that was meant is called; nothing where there is none of that name. */
export function synopsisOf(args: readonly string[]): string {
  const meant = named(args).map(({ synopsis }) => synopsis)
  return [...meant, `More: palabre ${meant.length > 0 ? `${args[0]} ` : ''}--help`].join('\n')
}

/** The same, and what its options mean; without a command, a line about each. */
export function helpFor(args: readonly string[]): string {
  const meant = named(args[0] === 'help' ? args.slice(1) : args)
  if (meant.length > 0) return `${meant.map(({ synopsis }) => synopsis).join('\n')}\n\n${meant.map(({ about }) => about).join('\n')}`
  const lines = commands.map(({ synopsis, about }) => `${synopsis}\n    ${about.split('\n')[0]?.replace(/^[a-z ]+? {2,}|^[a-z]+ /, '')}`)
  return `${lines.join('\n')}\n\npalabre COMMAND --help tells what its options mean.`
}

/** Of `echo test …` that one; of `echo` alone, or followed by what it does not know, all that begin so. */
function named([first = '', second = '']: readonly string[]): readonly CommandUsage[] {
  const exact = commands.filter(({ command }) => command === first || command === `${first} ${second}`)
  return exact.length > 0 ? exact : commands.filter(({ command }) => command.startsWith(`${first} `))
}
