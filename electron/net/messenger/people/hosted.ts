import { join } from 'node:path'
import { toErrorData } from '../../../../shared/errors.ts'
import type { HostedDirectory } from '../../../../shared/model/nearby.ts'
import { createDirectory, type Directory } from '../../protocols/directory/index.ts'
import type { Core } from '../core.ts'

/** The directory of this computer: runs while the settings say so. */
export class HostedDirectories {
  readonly #core: Core
  readonly #folder: string
  readonly #onChange: () => void
  #status: HostedDirectory = { state: 'off' }
  #directory: Directory | null = null
  /** Port it should have; null: none. */
  #wanted: number | null = null
  /** One change after the other. */
  #changing: Promise<void> = Promise.resolve()

  /** `folder`: for its key and what it remembers. */
  constructor(core: Core, folder: string, onChange: () => void) {
    this.#core = core
    this.#folder = folder
    this.#onChange = onChange
  }

  status(): HostedDirectory {
    return this.#status
  }

  follow(): Promise<void> {
    const { hostDirectory, directoryPort } = this.#core.settings()
    return this.#want(hostDirectory ? directoryPort : null)
  }

  stop(): Promise<void> {
    return this.#want(null)
  }

  #want(port: number | null): Promise<void> {
    if (port !== this.#wanted) {
      this.#wanted = port
      this.#changing = this.#changing.then(() => this.#change(port))
    }
    return this.#changing
  }

  async #change(port: number | null): Promise<void> {
    await this.#directory?.stop().catch((thrown) => this.#core.logger.warn('the directory did not stop well', { error: String(thrown) }))
    this.#directory = null
    if (port === null || port !== this.#wanted) {
      this.#set({ state: 'off' })
      return
    }
    this.#set({ state: 'starting' })
    try {
      const store = `sqlite:${join(this.#folder, 'people.db')}`
      const { host } = this.#core.settings()
      this.#directory = await createDirectory({ host, port, store, data: this.#folder, clock: this.#core.clock, logger: this.#core.logger.child('directory') })
      this.#set({ state: 'listening', port: this.#directory.address.port, id: this.#directory.id })
    } catch (thrown) {
      this.#set({ state: 'failed', error: toErrorData(thrown) })
    }
  }

  #set(status: HostedDirectory): void {
    this.#status = status
    this.#onChange()
  }
}
