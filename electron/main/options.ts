import { parseArgs } from 'node:util'
import type { Settings } from '../../shared/model/settings.ts'

export interface Options {
  /** Win over the settings and are not saved. */
  readonly overrides: Partial<Settings>
  readonly title: string
}

/** `--name`, `--port`, `--host`, `--title`; everything else belongs to Electron and Chromium. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: { name: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' }, title: { type: 'string' } },
  })
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const port = Number(text(values.port))
  const overrides: { -readonly [K in keyof Settings]?: Settings[K] } = {}
  const [name, host, title] = [text(values.name), text(values.host), text(values.title)]
  if (name) Object.assign(overrides, { name, onboarded: true })
  if (host) overrides.host = host
  if (text(values.port) && Number.isInteger(port) && port >= 0 && port <= 65535) overrides.port = port
  return { overrides, title: title ? `Palabre (${title})` : 'Palabre' }
}
