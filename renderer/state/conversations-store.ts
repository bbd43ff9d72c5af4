import { create } from 'zustand'
import { type Conversation, type ConversationId, isVisitor } from '../../shared/model/conversation.ts'
import type { PersonId } from '../../shared/model/person.ts'

export interface ConversationsState {
  readonly byId: Readonly<Record<ConversationId, Conversation>>
}

export const useConversations = create<ConversationsState>()(() => ({ byId: {} }))

export function useConversation(id: ConversationId | null): Conversation | null {
  return useConversations((state) => (id === null ? null : (state.byId[id] ?? null)))
}

/** The conversation with that person alone, if there is one. */
export function useContact(personId: PersonId | null): Conversation | null {
  return useConversations((state) => (personId === null ? null : (Object.values(state.byId).find((c) => c.personId === personId) ?? null)))
}

export interface Sections {
  readonly pinned: readonly Conversation[]
  readonly recent: readonly Conversation[]
  readonly requests: readonly Conversation[]
  readonly blocked: readonly Conversation[]
}

const newestFirst = (a: Conversation, b: Conversation) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1)

/** The list as it is shown: each conversation in exactly one section, newest first. */
export function sections(byId: ConversationsState['byId'], hidden: ReadonlySet<ConversationId>): Sections {
  const all = Object.values(byId)
    .filter((c) => !hidden.has(c.id))
    .sort(newestFirst)
  const known = all.filter((c) => !c.blocked && !c.request)
  return {
    pinned: known.filter((c) => c.pinned),
    recent: known.filter((c) => !c.pinned),
    requests: all.filter((c) => c.request && !c.blocked),
    blocked: all.filter((c) => c.blocked),
  }
}

export interface HostRequest {
  readonly conversation: Conversation
  /** Of this host; its others are shown once one of them is looked at. */
  readonly programs: number
}

/** What the programs of one host ask is one request, however many they are at once: the newest stands for all, until `open` is one of them. Pure. */
export function byHost(requests: readonly Conversation[], open: ConversationId | null): readonly HostRequest[] {
  const askerOf = (c: Conversation) => (isVisitor(c) && c.address ? c.address.host : c.id)
  const hosts = new Map<string, { readonly newest: Conversation; programs: number; unread: number; isOpen: boolean }>()
  for (const one of requests) {
    const all = hosts.get(askerOf(one)) ?? { newest: one, programs: 0, unread: 0, isOpen: false }
    all.programs++
    all.unread += one.unread
    all.isOpen ||= one.id === open
    hosts.set(askerOf(one), all)
  }
  return requests.flatMap((conversation) => {
    const all = hosts.get(askerOf(conversation))
    if (!all || all.isOpen || all.programs === 1) return { conversation, programs: 1 }
    return all.newest === conversation ? { conversation: { ...conversation, unread: all.unread }, programs: all.programs } : []
  })
}

/** Whether somebody else waits to be read, requests too: what the list would show, were it on screen. */
export const hasNews = (byId: ConversationsState['byId'], open: ConversationId): boolean =>
  Object.values(byId).some((c) => c.id !== open && c.unread > 0 && !c.muted && !c.blocked)

/** Requests that nobody has looked at: one of a person or a computer, however much it said. */
export const newRequests = (byId: ConversationsState['byId']): number =>
  byHost(
    Object.values(byId).filter((c) => c.request && !c.blocked && !c.muted && c.unread > 0),
    null,
  ).length

/** What the system's badge counts: unread messages of conversations that may disturb. */
export function unreadTotal(byId: ConversationsState['byId']): number {
  let total = 0
  for (const c of Object.values(byId)) if (!c.muted && !c.blocked && !c.request) total += c.unread
  return total
}
