import type { Conversation, Link } from '../../../shared/model/conversation.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'

/**
 * What can truly be said of where someone is now. nearby: their own signed beacon says so. announced: somebody on this network says so, unsigned.
 * directory: a directory says so. seen: not here now, as far as one knows; `at` in ms. unknown: never a sign.
 */
export type Presence =
  | { readonly state: 'connected' | 'trouble' | 'connecting' | 'nearby' | 'announced' | 'directory' | 'unknown' }
  | { readonly state: 'seen'; readonly at: number }

/** The connection knows best, then what was heard on this network, then what a directory says; of nobody blocked. */
export function presenceOf(
  conversation: Pick<Conversation, 'blocked' | 'lastSeenAt'> | null,
  link: Pick<Link, 'state' | 'missedAt'> | null,
  nearby: Pick<NearbyPerson, 'online' | 'sources' | 'seenAt'> | null,
  now = Date.now(),
): Presence {
  if (conversation?.blocked) return { state: 'unknown' }
  if (link?.state === 'open') return { state: 'connected' }
  if (link?.state === 'unstable' || link?.state === 'half-closed' || link?.state === 'key-changed') return { state: 'trouble' }
  if (link?.state === 'connecting') return { state: 'connecting' }
  if (nearby?.online) {
    // Whoever could not be reached after they were last heard may be gone, whatever they announced.
    const isHeard = nearby.seenAt > (link?.missedAt ?? 0)
    if (isHeard && nearby.sources.includes('beacon')) return { state: 'nearby' }
    if (nearby.sources.includes('directory')) return { state: 'directory' }
    if (isHeard && nearby.sources.includes('mdns')) return { state: 'announced' }
  }
  // A directory can say anything; what has not happened yet is no sign of life.
  const at = Math.max(0, ...[conversation?.lastSeenAt ?? 0, nearby?.seenAt ?? 0].filter((time) => time <= now))
  return at > 0 ? { state: 'seen', at } : { state: 'unknown' }
}

/** How the dot shows it. */
export function dotOf({ state }: Presence): 'online' | 'around' | 'connecting' | 'trouble' | 'offline' {
  if (state === 'connected') return 'online'
  if (state === 'connecting' || state === 'trouble') return state
  return state === 'nearby' || state === 'directory' ? 'around' : 'offline'
}
