#!/usr/bin/env node
import { type Arguments, parseArguments } from './arguments.ts'
import { chat } from './chat.ts'
import { bytes } from './diagnostics/bytes.ts'
import { doctor } from './diagnostics/doctor.ts'
import { echoServe } from './diagnostics/echo-serve.ts'
import { echoTest } from './diagnostics/echo-test.ts'
import { httpGet } from './diagnostics/http-get.ts'
import { httpServe } from './diagnostics/http-serve.ts'
import { mtu } from './diagnostics/mtu.ts'
import { throughputServe, throughputTest } from './diagnostics/throughput.ts'
import { udpServe } from './diagnostics/udp-serve.ts'
import { udpTest } from './diagnostics/udp-test.ts'
import { directory } from './directory.ts'
import { history } from './history.ts'
import { UsageError } from './options.ts'
import { receive } from './receive.ts'
import { room } from './room.ts'
import { send } from './send.ts'
import { helpFor, synopsisOf } from './usage.ts'
import { version } from './version.ts'

/** Sockets that say goodbye keep the program alive this long at most, in ms. */
const goodbyeMs = 3_000

async function main(args: readonly string[]): Promise<number> {
  let parsed: Arguments
  try {
    parsed = parseArguments(args)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n${synopsisOf(args[0])}\n`)
    return 2
  }
  switch (parsed.type) {
    case 'chat':
      return chat(parsed)
    case 'send':
      return send(parsed)
    case 'receive':
      return receive(parsed)
    case 'history':
      return history(parsed)
    case 'directory':
      return directory(parsed)
    case 'echo-serve':
      return parsed.transport === 'udp' ? udpServe(parsed) : echoServe(parsed)
    case 'echo-test':
      return parsed.transport === 'udp' ? udpTest(parsed) : echoTest(parsed)
    case 'room':
      return room(parsed)
    case 'bytes':
      return bytes(parsed)
    case 'http-get':
      return httpGet(parsed)
    case 'http-serve':
      return httpServe(parsed)
    case 'throughput-serve':
      return throughputServe(parsed)
    case 'throughput-test':
      return throughputTest(parsed)
    case 'doctor':
      return doctor(parsed)
    case 'mtu':
      return mtu(parsed)
    case 'help':
      process.stdout.write(`${helpFor(args[0])}\n`)
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
