#!/usr/bin/env node
import { type Arguments, parseArguments } from './arguments.ts'
import { mtu } from './diagnostics/mtu.ts'
import { UsageError } from './options.ts'
import { helpFor, synopsisOf } from './usage.ts'
import { version } from './version.ts'

/** Sockets that say goodbye keep the program alive this long at most, in ms. */
const goodbyeMs = 3_000

/** Each command loads what it needs: a server of echoes carries no messenger about. */
async function main(args: readonly string[]): Promise<number> {
  let parsed: Arguments
  try {
    parsed = parseArguments(args)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n${synopsisOf(args)}\n`)
    return 2
  }
  switch (parsed.type) {
    case 'chat':
      return (await import('./chat.ts')).chat(parsed)
    case 'send':
      return (await import('./send.ts')).send(parsed)
    case 'receive':
      return (await import('./receive.ts')).receive(parsed)
    case 'history':
      return (await import('./history.ts')).history(parsed)
    case 'directory':
      return (await import('./directory.ts')).directory(parsed)
    case 'echo-serve':
      return parsed.transport === 'udp'
        ? (await import('./diagnostics/udp-serve.ts')).udpServe(parsed)
        : (await import('./diagnostics/echo-serve.ts')).echoServe(parsed)
    case 'echo-test':
      return parsed.transport === 'udp'
        ? (await import('./diagnostics/udp-test.ts')).udpTest(parsed)
        : (await import('./diagnostics/echo-test.ts')).echoTest(parsed)
    case 'room':
      return (await import('./room.ts')).room(parsed)
    case 'bytes':
      return (await import('./diagnostics/bytes.ts')).bytes(parsed)
    case 'http-get':
      return (await import('./diagnostics/http-get.ts')).httpGet(parsed)
    case 'http-serve':
      return (await import('./diagnostics/http-serve.ts')).httpServe(parsed)
    case 'throughput-serve':
      return (await import('./diagnostics/throughput.ts')).throughputServe(parsed)
    case 'throughput-test':
      return (await import('./diagnostics/throughput.ts')).throughputTest(parsed)
    case 'doctor':
      return (await import('./diagnostics/doctor.ts')).doctor(parsed)
    case 'mtu':
      return mtu(parsed)
    case 'help':
      process.stdout.write(`${helpFor(args)}\n`)
      return 0
    case 'version':
      process.stdout.write(`palabre ${version}\n`)
      return 0
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
    process.stdin.destroy()
    setTimeout(() => process.exit(), goodbyeMs).unref()
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
