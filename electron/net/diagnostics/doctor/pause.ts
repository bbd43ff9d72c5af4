import { setTimeout as wait } from 'node:timers/promises'

/** Keeps the program alive meanwhile, unlike the clock's timers: a doctor in a terminal must not fall asleep. Ends early when the signal aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, signal ? { signal } : {}).catch(() => {})
}
