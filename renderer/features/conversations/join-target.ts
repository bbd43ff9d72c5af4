import type { Address } from '../../../shared/model/address.ts'
import { parseAddress } from './parse-address.ts'

/** What was typed or pasted into "new conversation". `address` of a name: if it is a host after all. */
export type JoinTarget =
  | { readonly type: 'invitation'; readonly url: string }
  | { readonly type: 'address'; readonly address: Address }
  | { readonly type: 'name'; readonly name: string; readonly address: Address | null }
  | { readonly type: 'wrong'; readonly wrong: 'host' | 'port' }

/** A dot, a colon or a port of its own makes an address; anything else is somebody's pseudonym first. */
export function joinTarget(typed: string, port: string): JoinTarget {
  const text = typed.trim()
  if (text === '') return { type: 'wrong', wrong: 'host' }
  if (/^palabre:/i.test(text)) return { type: 'invitation', url: text }
  const parsed = parseAddress(text, port)
  const written = text === 'localhost' || /[.:]|\s\d+$/.test(text)
  if (written) return parsed.ok ? { type: 'address', address: parsed.address } : { type: 'wrong', wrong: parsed.wrong }
  return { type: 'name', name: text, address: parsed.ok ? parsed.address : null }
}
