/** The command line can't be understood; `message` is for people. The program ends with 2. */
export class UsageError extends Error {}

/** Runs Node's parser; what it throws becomes a `UsageError`. */
export function understand<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error))
  }
}

export function filled(option: string, value: string | undefined): string | null {
  if (value === '') throw new UsageError(`--${option} needs a value.`)
  return value ?? null
}

/** A port to listen on; null: not said. */
export function portOf(value: string | undefined): number | null {
  if (value === undefined) return null
  const port = /^\d{1,5}$/.test(value) ? Number(value) : -1
  if (port < 0 || port > 65535) throw new UsageError(`“${value}” is no port. Ports go from 1 to 65535; 0 is any free one.`)
  return port
}
