import type { ErrorData } from '../../../shared/errors.ts'
import { formatAddress } from '../../../shared/model/address.ts'
import type { DirectoryStatus } from '../../../shared/model/directory.ts'
import type { DiscoveryLink, NetworkStatus } from '../../../shared/model/nearby.ts'
import type { ListenerStatus } from '../../../shared/model/status.ts'

/** What can be done about it: a key of the words and of what the button does. */
export type Mend = 'discovery' | 'settings' | 'directory' | 'key'

export interface Reason {
  /** A key of the words. */
  readonly why: string
  /** The interface or directory that it is about. */
  readonly about: string
  readonly error: ErrorData | null
  readonly mend: Mend | null
  /** Not as it should be; else only what goes on. */
  readonly trouble: boolean
}

const reason = (why: string, mend: Mend | null, rest: Partial<Reason> = {}): Reason => ({ why, about: '', error: null, mend, trouble: true, ...rest })

/** Why somebody who is on this network might not be shown; nothing: all works. */
export function whyNotNear({ discovery }: NetworkStatus, listener: ListenerStatus): readonly Reason[] {
  if (!discovery.on) return [reason('discovery-off', 'discovery')]
  const closed = listener.state === 'failed' ? [reason('no-listener', 'settings', { error: listener.error })] : []
  if (discovery.error) return [...closed, reason('discovery-failed', 'settings', { error: discovery.error })]
  if (discovery.links.length === 0) return [...closed, reason('no-interface', 'settings')]
  const names = [...new Set(discovery.links.map((link) => link.interface))]
  return [
    ...closed,
    ...names.flatMap((name) =>
      whyNotOn(
        name,
        discovery.links.filter((link) => link.interface === name),
      ),
    ),
  ]
}

/** One way in or out of an interface is enough for people to be heard on it. */
function whyNotOn(about: string, links: readonly DiscoveryLink[]): readonly Reason[] {
  const error = links.find((link) => link.error)?.error ?? null
  if (error && links.every((link) => link.error)) return [reason('link-failed', 'settings', { about, error })]
  const unheard = links.every(({ beaconHeard, mdnsHeard }) => beaconHeard === 'no' && mdnsHeard === 'no')
  return unheard ? [reason('not-heard', 'settings', { about })] : []
}

/** Why somebody whom a directory knows might not be shown. */
export function whyNotFar({ directories }: NetworkStatus): readonly Reason[] {
  if (directories.length === 0) return [reason('no-directory', 'directory', { trouble: false })]
  return directories.flatMap((directory) => whyNotIn(directory))
}

function whyNotIn({ address, state, error }: DirectoryStatus): readonly Reason[] {
  const about = formatAddress(address)
  switch (state) {
    case 'connecting':
      return [reason('directory-connecting', null, { about, trouble: false })]
    case 'waiting':
      return [reason('directory-waiting', 'settings', { about, error: error?.code === 'directory-unavailable' ? null : error })]
    case 'key-changed':
      return [reason('directory-key', 'key', { about })]
    case 'off':
      return [reason('directory-off', 'settings', { about, error })]
    case 'online':
      return error ? [reason('directory-refuses', 'settings', { about, error })] : []
  }
}

/** All works, and still nobody: what to say on this network. */
export function aloneOf({ discovery }: NetworkStatus): Reason {
  const waiting = discovery.links.some((link) => link.beaconHeard === 'waiting')
  return reason(waiting ? 'listening' : 'alone', null, { trouble: false })
}

/** Where a pseudonym is looked up now, and what could not be asked. */
export function placesOf({ discovery, directories }: NetworkStatus): {
  readonly network: boolean
  readonly asked: readonly string[]
  readonly away: readonly string[]
} {
  return {
    network: discovery.on && discovery.error === null,
    asked: directories.filter((d) => d.state === 'online').map((d) => formatAddress(d.address)),
    away: directories.filter((d) => d.state !== 'online').map((d) => formatAddress(d.address)),
  }
}
