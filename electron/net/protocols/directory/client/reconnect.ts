import { firstWindowMs, goodSessionMs, unwelcomeWindowMs, widestWindowMs, windowGrowth } from './constants.ts'

/**
 * When to come back: at a random moment of a window that grows with each failure. Full jitter, unlike between two people
 * (`secure-peer/backoff.ts`): all the clients of a directory that restarts lose it in the same instant.
 * @param failures so far, from 1
 * @param random 0 to 1
 */
export function delayMs(failures: number, random: number, { unwelcome = false }: { readonly unwelcome?: boolean } = {}): number {
  const first = unwelcome ? unwelcomeWindowMs : firstWindowMs
  return Math.round(random * Math.min(widestWindowMs, first * windowGrowth ** Math.min(failures - 1, 30)))
}

/** After a session: a good one wipes the slate, so that one restart is one failure; one that ended at once goes on counting. */
export function failuresAfter(failures: number, livedMs: number): number {
  return livedMs >= goodSessionMs ? 1 : failures + 1
}
