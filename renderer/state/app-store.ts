import { create } from 'zustand'
import type { ErrorData } from '../../shared/errors.ts'
import { type NearbyPerson, type NetworkStatus, quietNetwork } from '../../shared/model/nearby.ts'
import type { Card } from '../../shared/model/person.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { ListenerStatus, StorageStatus } from '../../shared/model/status.ts'

export interface AppState {
  /** loading until the first snapshot; failed when it can't be had (see `error`). */
  readonly status: 'loading' | 'ready' | 'failed'
  readonly error: ErrorData | null
  readonly card: Card | null
  readonly settings: Settings | null
  readonly listener: ListenerStatus
  readonly storage: StorageStatus | null
  readonly nearby: readonly NearbyPerson[]
  readonly network: NetworkStatus
}

export const initialApp: AppState = {
  status: 'loading',
  error: null,
  card: null,
  settings: null,
  listener: { state: 'starting' },
  storage: null,
  nearby: [],
  network: quietNetwork,
}

export const useApp = create<AppState>()(() => initialApp)
