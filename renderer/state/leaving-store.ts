import { create } from 'zustand'

/** What disappears when its undo toast does: hidden at once, really removed a few seconds later. */
export interface LeavingState {
  readonly messages: ReadonlySet<string>
  readonly conversations: ReadonlySet<string>
}

export const useLeaving = create<LeavingState>()(() => ({ messages: new Set<string>(), conversations: new Set<string>() }))

const waiting = new Map<string, () => void>()

/** Hides `id` now and runs `remove` after `ms`, unless `undo` is called before; `end` does not wait. */
export function leaveLater(
  kind: keyof LeavingState,
  id: string,
  ms: number,
  remove: () => Promise<void>,
): { readonly undo: () => void; readonly end: () => void } {
  const show = () => useLeaving.setState((state) => ({ [kind]: new Set([...state[kind]].filter((other) => other !== id)) }))
  const stop = () => {
    clearTimeout(timer)
    waiting.delete(id)
  }
  const run = () => {
    stop()
    void remove().finally(show)
  }
  useLeaving.setState((state) => ({ [kind]: new Set([...state[kind], id]) }))
  const timer = setTimeout(run, ms)
  waiting.set(id, run)
  return {
    undo: () => {
      stop()
      show()
    },
    end: run,
  }
}

/** The window closes: what was on its way out goes now. */
export function flushLeaving(): void {
  for (const run of [...waiting.values()]) run()
}
