import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

export interface DefaultRoute {
  readonly gateway: string
  readonly name: string
}

/** The system's own programs answer at once, or not at all. ms */
const programMs = 2_000

/** Where this computer sends what is not on its own networks. `[]`: nowhere; null: the system did not say. */
export async function defaultRoutes(platform: NodeJS.Platform = process.platform): Promise<readonly DefaultRoute[] | null> {
  try {
    if (platform === 'linux') return [...parseProcRoute(await text('/proc/net/route')), ...parseProcRoute6(await text('/proc/net/ipv6_route'))]
    if (platform === 'darwin') return parseNetstat(await run('/usr/sbin/netstat', ['-rn']))
    if (platform === 'win32') return parseRoutePrint(await run('route.exe', ['print', '-4', '0.0.0.0']))
  } catch {
    return null
  }
  return null
}

const text = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((fulfil, reject) =>
    execFile(program, args, { timeout: programMs, windowsHide: true }, (error, stdout) => (error ? reject(error) : fulfil(stdout))),
  )
}

const up = 0x1
const hasGateway = 0x2
const rejects = 0x200

/** `/proc/net/route`: little-endian hexadecimal. */
export function parseProcRoute(table: string): readonly DefaultRoute[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination, , flags, , , , mask]) => destination === '00000000' && mask === '00000000' && isGateway(flags))
    .sort((a, b) => Number(a[6]) - Number(b[6]))
    .map(([name = '', , gateway = '']) => ({ name, gateway: bytePairs(gateway).reverse().join('.') }))
}

const bytePairs = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))

function isGateway(flags = '0'): boolean {
  const bits = Number.parseInt(flags, 16)
  return (bits & up) !== 0 && (bits & hasGateway) !== 0 && (bits & rejects) === 0
}

/** `/proc/net/ipv6_route`: 32 digits, prefix length, …, next hop, metric, …, flags, name. */
export function parseProcRoute6(table: string): readonly DefaultRoute[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([destination, length, , , , , , , flags]) => destination === '0'.repeat(32) && length === '00' && isGateway(flags))
    .map((fields) => {
      const gateway = shortV6((fields[4]?.match(/.{4}/g) ?? []).join(':'))
      const name = fields[9] ?? ''
      return { name, gateway: gateway.startsWith('fe80') ? `${gateway}%${name}` : gateway }
    })
}

/** Through the platform's own rules: `new URL` writes addresses in their shortest form. */
const shortV6 = (long: string): string => new URL(`http://[${long}]`).hostname.slice(1, -1)

/** macOS `netstat -rn`: `default 192.168.1.1 UGScg en0`. */
export function parseNetstat(table: string): readonly DefaultRoute[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([destination, gateway]) => destination === 'default' && gateway !== undefined && /^[0-9a-f.:%a-z]+$/i.test(gateway) && /[.:]/.test(gateway))
    .map(([, gateway = '', , name = '']) => ({ gateway, name }))
}

/** Windows `route print -4`: network, mask, gateway, interface's address, metric; the headings are in the system's language. */
export function parseRoutePrint(table: string): readonly DefaultRoute[] {
  return [...table.matchAll(/^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+(\d+\.\d+\.\d+\.\d+)\s+(\d+\.\d+\.\d+\.\d+)\s+(\d+)/gm)]
    .sort((a, b) => Number(a[3]) - Number(b[3]))
    .map(([, gateway = '', name = '']) => ({ gateway, name }))
}
