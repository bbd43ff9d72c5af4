import { mkdirSync, renameSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { settingsPatchSchema } from '../../shared/ipc/contract.ts'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'
import { readIfThere, writeAtomic } from './atomic-file.ts'

export interface SettingsFile {
  read(): Settings
  write(settings: Settings): Promise<void>
}

/** The page may change all but `downloads`, which only a dialog of the system sets; kept it is like the rest. */
const keptSchema = settingsPatchSchema.extend({ downloads: z.string().max(4_096).refine(isAbsolute).nullable().optional() })

/** `settings.json`. What can't be understood takes its default; a file that is no JSON is kept aside. `fresh`: where a new profile differs from the defaults. */
export function openSettings(folder: string, fresh: Partial<Settings> = {}): SettingsFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'settings.json')
  return {
    read: () => readSettings(file, { ...defaultSettings, ...fresh }),
    write: async (settings) => writeAtomic(file, `${JSON.stringify(settings, null, 2)}\n`),
  }
}

function readSettings(file: string, begun: Settings): Settings {
  const content = readIfThere(file)
  if (content === null) return begun
  try {
    const kept = JSON.parse(content) as Record<string, unknown>
    return { ...defaultSettings, ...understood(kept) }
  } catch {
    renameSync(file, `${file}.damaged`)
    return defaultSettings
  }
}

/** Each setting stands for itself: one bad value does not lose the others. */
function understood(kept: Record<string, unknown>): Partial<Settings> {
  const entries = Object.keys(defaultSettings).flatMap((name) => {
    const parsed = keptSchema.safeParse({ [name]: kept[name] })
    return parsed.success && kept[name] !== undefined ? Object.entries(parsed.data) : []
  })
  return Object.fromEntries(entries) as Partial<Settings>
}
