import type { Duplex } from 'node:stream'
import type { Clock, Closed } from '../../../electron/net/core/types.ts'
import { createLineChat } from '../../../electron/net/protocols/line-chat/index.ts'
import type { LineChat, LineChatOptions } from '../../../electron/net/protocols/line-chat/types.ts'
import { duplexPair } from '../../helpers/duplex-pair.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'

export interface Overheard {
  readonly texts: string[]
  readonly facts: string[]
  readonly closed: Promise<Closed>
}

/** A chat over any stream, with everything it says. */
export function listenIn(
  stream: Duplex,
  clock: Clock,
  side: 'listening' | 'connecting',
  overrides: Partial<LineChatOptions> = {},
): { chat: LineChat } & Overheard {
  const texts: string[] = []
  const facts: string[] = []
  let tellClosed: (closed: Closed) => void
  const closed = new Promise<Closed>((resolve) => {
    tellClosed = resolve
  })
  const chat = createLineChat(stream, {
    clock,
    side,
    onText: (text) => void texts.push(text),
    onLineTooLong: () => facts.push('too-long'),
    onEnded: () => facts.push('ended'),
    onFin: (answer) => facts.push(answer === null ? 'fin' : `fin ${answer}`),
    onClosed: (how) => tellClosed(how),
    ...overrides,
  })
  return { chat, texts, facts, closed }
}

/** A chat and, on the other end of a memory pair, a program that reads and writes bytes. */
export function memoryChat(side: 'listening' | 'connecting' = 'listening', overrides: Partial<LineChatOptions> = {}) {
  const [mine, theirs] = duplexPair()
  const clock = new FakeClock()
  return { ...listenIn(mine, clock, side, overrides), clock, theirs, mine }
}

/** Lets everything that is under way in memory happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve))
}

export async function readAll(stream: Duplex): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString()
}
