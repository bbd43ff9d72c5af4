interface CommandUsage {
  /** The first word after `palabre`. */
  readonly command: string
  readonly synopsis: string
  readonly about: string
}

const commands: readonly CommandUsage[] = [
  {
    command: 'chat',
    synopsis: `palabre chat [--name NAME] [--port 3000] [--host ADDR] [--data DIR]
             [--directory HOST[:PORT]]… [--quiet] [--json]`,
    about: `chat      talks with people and raw-socket programs; type /help there
  --name  the pseudonym that others see
  --port  where to listen; 0 is any free port; a taken one moves to the next free one
  --host  the address to listen on; every interface unless told
  --data  the folder of the profile: identity, history, settings
  --directory  a directory to register with and to ask; the profile remembers it
  --quiet  neither looks for people on this network nor shows itself
  --json  one JSON object per line (electron/cli/README.md)`,
  },
  {
    command: 'send',
    synopsis: 'palabre send FILE NAME | HOST PORT [--data DIR] [--json]',
    about: `send      a file or a folder to one person; ends when they have it (0) or do not want it (1)`,
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
    synopsis: 'palabre room [--port 9000] [--host ADDR] [--json]',
    about: 'room      the chat room of the course, for any raw-socket program; not encrypted',
  },
  {
    command: 'echo',
    synopsis: `palabre echo serve [--host 127.0.0.1] [--port 8080] [--answer ANSWER] [--once] [--until-fin]
                   [--max-clients N] [--idle S] [--json]
palabre echo test HOST PORT [--message TEXT | --file F | --hex H | --size B] [--count N] [--rate R]
                  [--clients N] [--timeout S] [--nagle] [--json]`,
    about: `echo serve   answers what it hears over TCP, until Ctrl-C; --host 0.0.0.0 or :: lets others in
  --answer  echo, prefix:TEXT, text:TEXT, upper, delay:MS or discard
  --once, --until-fin  ends a connection after its first answer, or when it says FIN
  --max-clients, --idle  places, and seconds of silence until a client is let go
echo test    one message and its answer; or, without one, a series of them measured
  --count, --rate, --clients  how many, how many per second, over how many connections
  --timeout  seconds until an answer is late
  --nagle  lets the system wait to fill its packets (TCP_NODELAY off)`,
  },
  {
    command: 'udp',
    synopsis: `palabre udp serve [--host 127.0.0.1] [--port 8080] [--answer ANSWER] [--json]
palabre udp test HOST PORT [--message TEXT | --file F | --hex H | --size B] [--count N] [--rate R]
                 [--timeout S] [--json]`,
    about: 'udp serve, udp test   the same with datagrams: loss, jitter by direction, reordering, duplicates',
  },
  {
    command: 'http',
    synopsis: `palabre http serve [--host 127.0.0.1] [--port 8000] [--folder DIR (port 8088)] [--json]
palabre http get URL [--method M] [--header 'NAME: VALUE']… [--data TEXT|@FILE] [--repeat N]
                 [--timeout S] [--no-follow] [--no-keepalive] [--insecure] [--json]`,
    about: `http serve  a page with the time, /api/time and teaching routes; with --folder, its files
http get    one request with the time of each phase, redirects as a chain; or N of them, measured`,
  },
  {
    command: 'mtu',
    synopsis: 'palabre mtu HOST PORT [--most 1472] [--json]',
    about: 'mtu       the largest datagram that a UDP echo server there gives back',
  },
  {
    command: 'doctor',
    synopsis: 'palabre doctor NAME | HOST PORT [--data DIR] [--directory HOST[:PORT]]… [--load PORT] [--json]',
    about: `doctor    why somebody can’t be reached, step by step
  --data, --directory  a profile: whoever still can be reached helps; taken by itself for a name
  --load  the port of a palabre throughput serve over there: how the line fares while it is busy`,
  },
  {
    command: 'throughput',
    synopsis: `palabre throughput serve [--host 127.0.0.1] [--port 8090] [--json]
palabre throughput test HOST [PORT] [--direction up|down|both] [--seconds 10] [--connections 1] [--json]`,
    about: `throughput serve  the other end of a test, until Ctrl-C: it lets others fill this line for a while
throughput test   how much goes through, and how long a datagram takes meanwhile, against an idle line`,
  },
  {
    command: 'bytes',
    synopsis: `palabre bytes [TEXT | --hex H | --base64 B | --escapes E | --file F | -] [--struct FORMAT] [--at N]
              [--with-text T | --with-hex H | --with-file F] [--json]`,
    about: `bytes     shows bytes: dump, UTF-8, numbers; standard input unless told
  --struct, --at  fields of a Python struct format such as !HHIQ4s, and where they begin
  --with-…  what to compare with`,
  },
]

export const commandNames: readonly string[] = commands.map(({ command }) => command)

/** How the command is called; every command where there is none of that name. */
export function synopsisOf(name: string | undefined): string {
  return named(name)
    .map(({ synopsis }) => synopsis)
    .join('\n')
}

/** The same, and what its options mean. */
export function helpFor(name: string | undefined): string {
  return `${synopsisOf(name)}\n\n${named(name)
    .map(({ about }) => about)
    .join('\n')}`
}

function named(name: string | undefined): readonly CommandUsage[] {
  const found = commands.filter(({ command }) => command === name)
  return found.length > 0 ? found : commands
}
