import { AppError, toErrorData } from '../../shared/errors.ts'
import type { Channel } from '../../shared/ipc/channels.ts'
import { type CallResult, contract } from '../../shared/ipc/contract.ts'
import type { Logger } from '../net/core/types.ts'

/** One handler per channel of the contract; arguments are parsed before it runs. */
export type Handlers = { readonly [C in Channel]: (args: never) => unknown }

/** Answers a call from the window: parses, runs, and wraps the value or the error. Never rejects. */
export type Dispatch = (channel: Channel, args: unknown) => Promise<CallResult<unknown>>

/** How many faulty fields an error names; the rest adds nothing. */
const namedFields = 5

export function createDispatcher(handlers: () => Promise<Handlers>, logger: Logger): Dispatch {
  return async (channel, args) => {
    const parsed = contract[channel].args.safeParse(args)
    if (!parsed.success) {
      const fields = parsed.error.issues.slice(0, namedFields).map((issue) => issue.path.join('.') || issue.code)
      return { ok: false, error: new AppError('bad-argument', { field: fields.join(', ').slice(0, 200) }).toData() }
    }
    try {
      const handler = (await handlers())[channel] as (args: unknown) => unknown
      return { ok: true, value: await handler(parsed.data) }
    } catch (thrown) {
      const error = toErrorData(thrown)
      if (error.code === 'internal') logger.error('a call failed', { channel, error: thrown instanceof Error ? thrown.stack : String(thrown) })
      return { ok: false, error }
    }
  }
}
