import { limits } from '../../shared/limits.ts'

/** Most characters in all strings of one call; the longest argument of the contract (`window.copy`) fits. */
export const payloadCharacters = 1_100_000
/** Most values (objects, strings, numbers, ...) in one call; the contract's largest has about twenty. */
export const payloadValues = 1_000

/** Whether a call's arguments are small enough to be looked at. Of bytes, only as many as what may be pasted. Stops at the bound, so neither size nor cycles cost more than that. */
export function isSmallPayload(args: unknown): boolean {
  const waiting: unknown[] = [args]
  let values = 0
  let characters = 0
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (++values > payloadValues) return false
    if (typeof value === 'string') characters += value.length
    if (characters > payloadCharacters) return false
    if (typeof value !== 'object' || value === null) continue
    if (value instanceof Uint8Array && value.byteLength <= limits.pastedBytes) continue
    if (ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > payloadValues)) return false
    for (const key in value) {
      characters += key.length
      waiting.push((value as Record<string, unknown>)[key])
      if (waiting.length > payloadValues) return false
    }
  }
  return characters <= payloadCharacters
}

/** An object as written with braces: no date, map, error or array, which a schema could take for an empty one. */
export function isPlainObject(args: unknown): boolean {
  return typeof args === 'object' && args !== null && [Object.prototype, null].includes(Object.getPrototypeOf(args))
}
