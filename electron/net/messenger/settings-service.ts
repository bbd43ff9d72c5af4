import { AppError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { visibleName } from '../core/text.ts'

/** Where settings are kept; `electron/store` has the one on disk. */
export interface SettingsFile {
  read(): Settings
  write(settings: Settings): Promise<void>
}

/** Settings in memory, written behind; `overrides` (command line) win and are never written. */
export class SettingsService {
  #settings: Settings
  readonly #file: SettingsFile
  readonly #overrides: Partial<Settings>

  constructor(file: SettingsFile, overrides: Partial<Settings>) {
    this.#file = file
    this.#overrides = overrides
    this.#settings = file.read()
  }

  get(): Settings {
    return { ...this.#settings, ...this.#overrides }
  }

  async update(patch: Partial<Settings>): Promise<Settings> {
    const name = patch.name === undefined ? undefined : visibleName(patch.name)
    if (name === '') throw new AppError('bad-argument', { field: 'name' })
    this.#settings = { ...this.#settings, ...patch, ...(name === undefined ? {} : { name }) }
    for (const key of Object.keys(patch)) delete this.#overrides[key as keyof Settings]
    await this.#file.write(this.#settings)
    return this.get()
  }
}
