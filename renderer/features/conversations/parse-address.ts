import type { Address } from '../../../shared/model/address.ts'

export type ParsedAddress = { readonly ok: true; readonly address: Address } | { readonly ok: false; readonly wrong: 'host' | 'port' }

/**
 * HOST with PORT beside it, or both in the first field: `192.168.1.42:3000`, `[fd00::1]:3000`, `pc-12 3000`, `palabre://HOST:PORT/…`.
 * A bare IPv6 address needs the port in its own field.
 */
export function parseAddress(typed: string, typedPort: string): ParsedAddress {
  const text = typed
    .trim()
    .replace(/^palabre:\/\//, '')
    .replace(/\/.*$/, '')
  const both = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? /^([^\s:]+):([^\s:]+)$/.exec(text) ?? /^(\S+)\s+(\S+)$/.exec(text)
  const host = (both?.[1] ?? text).trim()
  const port = both?.[2] ?? typedPort.trim()
  if (host === '' || /[\s/[\]]/.test(host)) return { ok: false, wrong: 'host' }
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0
  return number >= 1 && number <= 65_535 ? { ok: true, address: { host, port: number } } : { ok: false, wrong: 'port' }
}
