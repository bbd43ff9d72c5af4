import { readFileSync } from 'node:fs'

/** Where Linux tells of its sockets. */
const tables = ['/proc/net/udp', '/proc/net/udp6']

/** Datagrams that came for this port and found its buffer full; null: this system does not say. */
export function droppedAt(port: number): number | null {
  if (process.platform !== 'linux') return null
  try {
    return tables.reduce((sum, table) => sum + dropsIn(readFileSync(table, 'utf8'), port), 0)
  } catch {
    return null
  }
}

/** Of such a table: the second word of a line ends with the port in hex, the last one is the number. Pure. */
export function dropsIn(table: string, port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  let drops = 0
  for (const line of table.split('\n')) {
    const words = line.trim().split(/\s+/)
    if (words[1]?.endsWith(end)) drops += Number(words.at(-1)) || 0
  }
  return drops
}
