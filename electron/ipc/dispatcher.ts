import { AppError, type ErrorDetails, toErrorData } from '../../shared/errors.ts'
import { type Channel, channels } from '../../shared/ipc/channels.ts'
import { type CallResult, contract } from '../../shared/ipc/contract.ts'
import type { Logger } from '../net/core/types.ts'
import { isPlainObject, isSmallPayload } from './payload.ts'

/** One handler per channel of the contract; arguments are parsed before it runs. */
export type Handlers = { readonly [C in Channel]: (args: never) => unknown }

export interface DispatcherDeps<Event> {
  /** Calls that arrive before the handlers exist wait for them. */
  readonly handlers: Promise<Handlers>
  readonly isTrusted: (event: Event) => boolean
  readonly logger: Logger
}

export interface Dispatcher<Event> {
  /** Answers a call from the window: checks who calls, parses, runs, and wraps the value or the error. Never rejects. */
  readonly dispatch: (event: Event, channel: Channel, args: unknown) => Promise<CallResult<unknown>>
  /** Resolves when no call is running. */
  readonly settled: () => Promise<void>
}

/** How many faulty fields an error names; the rest adds nothing. */
const namedFields = 5
const known: ReadonlySet<string> = new Set(channels)

const refuse = (code: 'forbidden' | 'bad-argument', details: ErrorDetails = {}): CallResult<never> => ({
  ok: false,
  error: new AppError(code, details).toData(),
})

export function createDispatcher<Event>({ handlers, isTrusted, logger }: DispatcherDeps<Event>): Dispatcher<Event> {
  const running = new Set<Promise<CallResult<unknown>>>()

  async function run(channel: Channel, args: unknown): Promise<CallResult<unknown>> {
    try {
      const handler = (await handlers)[channel] as (args: unknown) => unknown
      return { ok: true, value: await handler(args) }
    } catch (thrown) {
      const error = toErrorData(thrown)
      if (error.code === 'internal') logger.error('a call failed', { channel, error: thrown instanceof Error ? thrown.stack : String(thrown) })
      return { ok: false, error }
    }
  }

  return {
    async dispatch(event, channel, args) {
      if (!isTrusted(event)) return refuse('forbidden')
      if (!known.has(channel)) return refuse('bad-argument', { field: 'channel' })
      if (!isPlainObject(args)) return refuse('bad-argument', { field: 'arguments' })
      if (!isSmallPayload(args)) return refuse('bad-argument', { field: 'size' })
      const parsed = contract[channel].args.safeParse(args)
      if (!parsed.success) return refuse('bad-argument', { field: faultyFields(parsed.error.issues) })
      const call = run(channel, parsed.data)
      running.add(call)
      return call.finally(() => running.delete(call))
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

function faultyFields(issues: readonly { readonly path: readonly PropertyKey[]; readonly code?: string | undefined }[]): string {
  const fields = issues.slice(0, namedFields).map((issue) => issue.path.map(String).join('.') || String(issue.code))
  return fields.join(', ').slice(0, 200)
}
