import { homedir } from 'node:os'
import { join } from 'node:path'
import { colorOf } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { inProfile, loadSecrets, lockProfile, openSettings, openStore, type Vault } from '../../store/index.ts'
import { systemClock } from '../core/clock.ts'
import { dial as systemDial } from '../core/dial.ts'
import { silentLogger } from '../core/logger.ts'
import type { Clock, Dial, Logger } from '../core/types.ts'
import { createIdentity, identityOf } from '../protocols/secure-peer/index.ts'
import { createMessenger } from './create-messenger.ts'
import type { MakeDiscovery } from './people/index.ts'
import { SettingsService } from './settings-service.ts'
import type { Messenger } from './types.ts'

export interface OpenOptions {
  /** The profile: settings, identity, history. Made if it is missing, readable by its owner only. */
  readonly folder: string
  readonly vault: Vault
  /** Win over the settings file and are not written to it. */
  readonly overrides?: Partial<Settings>
  readonly clock?: Clock
  readonly logger?: Logger
  /** Where what is received goes unless the settings say otherwise; the person's `Downloads` unless told. */
  readonly downloads?: string
  /** Who is near: of the system unless a test brings its own. */
  readonly makeDiscovery?: MakeDiscovery
  /** How others are reached: the system's way unless a test brings its own. */
  readonly dial?: Dial
}

/**
 * Opens a profile: lock, identity, store, settings, messenger. Rejects `AppError`: profile-in-use, key-unavailable, store-locked, store-failed, disk-full, each with the `folder`,
 * and store-failed with the `file` and the `cause`.
 *
 *     const messenger = await openMessenger({ folder, vault: fileVault() })
 *     messenger.events.subscribe(({ event }) => console.log(event))
 *     await messenger.start()
 */
export function openMessenger(options: OpenOptions): Promise<Messenger> {
  return inProfile(options.folder, () => open(options))
}

async function open(options: OpenOptions): Promise<Messenger> {
  const { folder, vault, overrides = {}, clock = systemClock, logger = silentLogger, dial = systemDial, makeDiscovery } = options
  const { downloads = join(homedir(), 'Downloads') } = options
  const lock = lockProfile(folder)
  try {
    const secrets = await loadSecrets(folder, vault, createIdentity)
    const store = await openStore({ folder, key: secrets.dbKey, protection: secrets.protection })
    const identity = identityOf(secrets)
    const settings = new SettingsService(openSettings(folder, { color: colorOf(identity.id) }), { ...overrides })
    const messenger = createMessenger({
      store,
      settings,
      identity,
      clock,
      logger,
      dial,
      folder,
      downloads,
      ...(makeDiscovery ? { makeDiscovery } : {}),
    })
    return {
      ...messenger,
      stop: async () => {
        await messenger.stop()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}
