import { AppError } from '../shared/errors.ts'
import type { Bridge } from '../shared/ipc/bridge.ts'
import type { Channel } from '../shared/ipc/channels.ts'
import type { CallAnswer, CallArgs, CallResult } from '../shared/ipc/contract.ts'
import { fileUrl } from '../shared/ipc/file-url.ts'
import { pictureUrl } from '../shared/ipc/picture-url.ts'
import type { PictureId } from '../shared/model/person.ts'

/** What the window can ask of the core. The real one speaks to the preload; the fake one lives in `fake-api/`. */
export interface Api {
  /** Answers the value, or throws an `AppError` with a code from the closed list. */
  readonly call: <C extends Channel>(channel: C, args: CallArgs<C>) => Promise<CallAnswer<C>>
  /** Where the page finds a picture that is kept here. */
  readonly pictureUrl: (id: PictureId) => string
  /** Where the page finds what it may show of a file. */
  readonly fileUrl: (conversationId: string, id: string) => string
  /** Tokens of files that were dropped or pasted. */
  readonly filesDropped: (files: readonly File[]) => Promise<readonly string[]>
  readonly onEvents: Bridge['onEvents']
  readonly onOpen: Bridge['onOpen']
}

declare global {
  interface Window {
    readonly palabre?: Bridge
  }
}

export function bridgeApi(bridge: Bridge): Api {
  return {
    call: async <C extends Channel>(channel: C, args: CallArgs<C>) => {
      const invoke = bridge.calls[channel] as (args: CallArgs<C>) => Promise<CallResult<CallAnswer<C>>>
      const result = await invoke(args)
      if (!result.ok) throw new AppError(result.error.code, result.error.details)
      return result.value
    },
    pictureUrl,
    fileUrl,
    filesDropped: bridge.filesDropped,
    onEvents: bridge.onEvents,
    onOpen: bridge.onOpen,
  }
}

/** The api of the preload, or null in a plain browser. */
export function windowApi(): Api | null {
  return window.palabre ? bridgeApi(window.palabre) : null
}

let current: Api | null = null

/** Called once, before the first render (and by each test). */
export function setApi(api: Api): void {
  current = api
}

export function getApi(): Api {
  if (!current) throw new Error('setApi must come first')
  return current
}
