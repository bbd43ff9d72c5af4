import { parseArgs } from 'node:util'
import type { Settings } from '../../shared/model/settings.ts'

export interface Options {
  /** Win over the settings and are not saved. */
  readonly overrides: Partial<Settings>
  readonly title: string
  /** A profile of that name beside the usual one; null: the usual one. */
  readonly profile: string | null
}

/** Letters, digits, `_` and `-`: it becomes the name of a folder. */
const profilePattern = /^[\p{L}\p{N}_-]{1,32}$/u

/** `--profile`, `--name`, `--port`, `--host`, `--title`; everything else belongs to Electron and Chromium. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { profile: { type: 'string' }, name: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' }, title: { type: 'string' } },
  })
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const port = Number(text(values.port))
  const overrides: { -readonly [K in keyof Settings]?: Settings[K] } = {}
  const [name, host, profile] = [text(values.name), text(values.host), text(values.profile)]
  if (name) Object.assign(overrides, { name, onboarded: true })
  if (host) overrides.host = host
  if (text(values.port) && Number.isInteger(port) && port >= 0 && port <= 65535) overrides.port = port
  if (profile && !profilePattern.test(profile)) throw new Error(`--profile=NAME takes letters, digits, _ and -, 32 at most: ${profile.slice(0, 64)}`)
  const title = text(values.title) ?? profile
  return { overrides, title: title ? `Palabre (${title})` : 'Palabre', profile: profile ?? null }
}
