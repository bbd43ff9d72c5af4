import type { Socket } from 'node:net'
import type { Address } from '../../../../shared/model/address.ts'
import type { DoctorOptions, ObservationCode, ObservationFacts, SkipReason } from '../../../../shared/model/doctor.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import type { Clock } from '../../core/types.ts'
import type { Check, Checked, Identity } from '../../protocols/secure-peer/types.ts'
import type { Neighbour } from './neighbours.ts'

/** A connection with the person in question. */
export interface DoctorSession {
  /** They dialled. */
  readonly inbound: boolean
  readonly remote: Address
  readonly local: Address
  /** Where they listen, as they say; 0: nowhere. */
  readonly listensOn: number
  ping(): Promise<number>
  check(check: Check): Promise<Checked>
}

/** A directory that one is in. */
export interface DoctorDirectory {
  readonly address: Address
  /** My end of the connection with it; null: not known. */
  readonly local: Address | null
  observed(): Promise<Address>
  dialback(port: number): Promise<{ readonly host: string; readonly port: number; readonly result: string; readonly banner: boolean; readonly ms: number }>
}

/** What the doctor can use of the messenger around it. Without one: `noHelpers`. */
export interface DoctorHelpers {
  /** null: I don't listen, or nobody has opened the door yet. */
  readonly listener: () => Address | null
  /** false: it is no part of this program to listen; that it does not says nothing. */
  readonly listens: boolean
  /** For TLS; null: one that is made for the occasion. */
  readonly identity: Identity | null
  /** Who may be on this network; the person in question too, so that each of their addresses is known for theirs. */
  readonly neighbours: () => readonly Neighbour[]
  /** The connection with them; `wait`: until it opens or the signal aborts. null: there is none. */
  readonly session: (who: PersonId, wait: boolean, signal: AbortSignal) => Promise<DoctorSession | null>
  /** Those that answer now. */
  readonly directories: () => readonly DoctorDirectory[]
}

export const noHelpers: DoctorHelpers = {
  listener: () => null,
  listens: false,
  identity: null,
  neighbours: () => [],
  session: async () => null,
  directories: () => [],
}

export interface Connection {
  readonly socket: Socket
  readonly address: Address
  readonly ms: number
}

/** What later steps need of earlier ones. */
export interface Patient {
  /** Resolved: in numbers. */
  addresses: readonly Address[]
  connection: Connection | null
  /** The address to ask about further: that which connected, or whose failure says most. */
  at: Address | null
  isPalabre: boolean
  session: DoctorSession | null
  /** They answered nothing: they are older, or don't want to. Not asked again. */
  isHelpless: boolean
}

/** What a step works with. */
export interface Visit {
  readonly options: DoctorOptions
  readonly helpers: DoctorHelpers
  readonly clock: Clock
  readonly patient: Patient
  /** Aborted when the step's time, or the run, is over. */
  readonly signal: AbortSignal
  readonly see: <Code extends ObservationCode>(code: Code, facts: ObservationFacts[Code]) => void
}

/** A reason: it could not be done. */
export type Step = (visit: Visit) => Promise<SkipReason | undefined>
