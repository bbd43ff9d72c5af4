import { describe, expect, it } from 'vitest'
import { parseArguments } from '../../electron/cli/arguments.ts'
import { UsageError } from '../../electron/cli/options.ts'
import { commandNames } from '../../electron/cli/usage.ts'

/** What a person reads of a command line that can't be understood. */
function told(line: string): string {
  try {
    parseArguments(line.split(' '))
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error(`understood: ${line}`)
}

describe('a command line that can’t be understood', () => {
  it.each([
    ['chat --prot 3000', 'There is no option --prot here. Did you mean --port?'],
    ['chat --Port 3000', 'There is no option --Port here. Did you mean --port?'],
    ['chat -p 3000', 'There is no option -p here. Did you mean --port?'],
    ['chat -port 3000', 'There is no option -port here. Did you mean --port?'],
    ['chat --no-programs', 'There is no option --no-programs here.'],
    ['chat --constructor', 'There is no option --constructor here.'],
    ['room --no-program', 'There is no option --no-program here. Did you mean --no-programs?'],
    ['history --wiht alice', 'There is no option --wiht here. Did you mean --with?'],
    ['directory --tls-crt x', 'There is no option --tls-crt here. Did you mean --tls-cert?'],
    ['send notes.pdf bob --jsno', 'There is no option --jsno here. Did you mean --json?'],
    ['receive --accept bob', 'There is no option --accept here. Did you mean --accept-from?'],
    ['echo serve --max 3', 'There is no option --max here. Did you mean --max-clients?'],
    ['udp test localhost 8080 --cuont=2', 'There is no option --cuont here. Did you mean --count?'],
    ['http get localhost --methd PUT', 'There is no option --methd here. Did you mean --method?'],
    ['doctor alice --laod 1', 'There is no option --laod here. Did you mean --load?'],
    ['chat --port', '--port needs a value.'],
    ['chat --port --json', '--port needs a value; one that begins with a dash is written --port=VALUE.'],
    ['room --quiet=yes', '--quiet takes no value.'],
    ['chat alice', '“alice” is one word too many.'],
    ['history --json alice', '“alice” is one word too many.'],
    ['echo test localhost 8080 more', '“more” is one word too many.'],
    ['http get localhost more', '“more” is one word too many.'],
    ['mtu localhost 8080 more', '“more” is one word too many.'],
    ['throughput test localhost 8090 more', '“more” is one word too many.'],
    ['doctor localhost 3000 more', '“more” is one word too many.'],
  ])('palabre %s', (line, words) => expect(told(line)).toBe(words))

  it('of a command that does not exist says the nearest, and which there are', () => {
    expect(told('chta')).toMatch(/^There is no command “chta”. Did you mean chat\? There are palabre chat, send, .* and bytes\.$/)
    expect(told('hello')).toMatch(/^There is no command “hello”. There are/)
    expect(told('--port 3000')).toMatch(/^Say what to do first. There are/)
  })

  it.each([...commandNames, 'echo serve', 'echo test', 'udp serve', 'udp test', 'http serve', 'http get', 'throughput serve', 'throughput test'])(
    'palabre %s: no word of Node’s, and --help wins over what else is there',
    (command) => {
      for (const rest of ['--nonsense', '-x', '--json=1', 'a b c d'])
        if (!['send', 'bytes'].includes(command) || rest !== 'a b c d') expect(told(`${command} ${rest}`)).not.toMatch(/ERR_|Node|positional|Unknown|undefined/)
      expect(
        parseArguments([...command.split(' '), 'a', 'b', 'c', 'd', '--help'].filter((word) => !['echo', 'udp', 'http'].includes(command) || word.length > 1)),
      ).toEqual({ type: 'help' })
    },
  )
})
