import { create } from 'zustand'
import type { WireChange, WireState } from '../../shared/model/wire.ts'

export const quietWire: WireState = { sockets: [], recording: { on: false, since: null, pieces: 0, bytes: 0, dropped: 0 } }

/** Every socket of the app, while the Wire page is open. */
export const useWire = create<WireState>()(() => quietWire)

export function applyWire(wire: WireState, { sockets, removed, recording }: WireChange): WireState {
  const byId = new Map(wire.sockets.map((socket) => [socket.id, socket]))
  for (const socket of sockets) byId.set(socket.id, socket)
  for (const id of removed) byId.delete(id)
  return { sockets: [...byId.values()], recording }
}
