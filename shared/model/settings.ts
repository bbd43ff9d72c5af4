import type { Address } from './address.ts'
import type { Profile } from './person.ts'

/** A directory to ask. `id`: its key (SHA-256, base32) as it was first met; null: not met yet. */
export interface DirectorySetting extends Address {
  readonly id: string | null
}

/** The picture is no setting: it lives with its bytes, in the store. */
export interface Settings extends Omit<Profile, 'picture'> {
  /** False until the first run is finished. */
  readonly onboarded: boolean
  readonly language: 'system' | 'en' | 'fr'
  readonly theme: 'system' | 'light' | 'dark'
  /** Root font size in px, 12 to 24. */
  readonly textSize: number
  /** Wanted port of the peer listener, 0 to 65535; 0: any free one. */
  readonly port: number
  /** Address to listen on; `::` is every interface, IPv4 and IPv6. */
  readonly host: string
  readonly allowPlain: boolean
  /** Looks for people on this network, and lets them see this computer. */
  readonly discovery: boolean
  /** The pseudonym stays out of what discovery sends. */
  readonly hideName: boolean
  /** Interfaces that discovery uses, also virtual ones; null: every ordinary one. */
  readonly interfaces: readonly string[] | null
  /** Asked and told where I am; in this order. */
  readonly directories: readonly DirectorySetting[]
  /** This computer runs a directory for others. */
  readonly hostDirectory: boolean
  readonly directoryPort: number
  readonly sendReadMarks: boolean
  readonly sendTyping: boolean
  readonly notifications: boolean
  readonly sendWithEnter: boolean
  /** Where what is received goes; null: the system's folder for downloads. Chosen in a dialog of the system, never by the page. */
  readonly downloads: string | null
  /** Files of verified people up to this size are taken without asking, in bytes; 0: none. */
  readonly takeUpTo: number
}

export const defaultSettings: Settings = {
  name: '',
  color: 'terracotta',
  onboarded: false,
  language: 'system',
  theme: 'system',
  textSize: 16,
  port: 3000,
  host: '::',
  allowPlain: true,
  discovery: true,
  hideName: false,
  interfaces: null,
  directories: [],
  hostDirectory: false,
  directoryPort: 3100,
  sendReadMarks: true,
  sendTyping: true,
  notifications: true,
  sendWithEnter: true,
  downloads: null,
  takeUpTo: 20 * 1024 * 1024,
}
