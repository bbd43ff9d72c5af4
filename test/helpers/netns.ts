import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe } from 'vitest'

/** `palabre-<pid>-<number>-<name>`: whoever made it can be found, so that what a killed run left is swept up by the next. */
const prefix = 'palabre-'
const folder = '/run/netns'
let count = 0
const alive = new Set<Lab>()

/** Tests that need network namespaces; where those can't be made, all of them are skipped and the reason is in their name. */
export function describeInNamespaces(name: string, run: () => void): void {
  const reason = whyNot()
  if (reason === null) describe(name, run)
  else describe.skip(`${name} (skipped: ${reason})`, run)
}

/** A lab for each test of the file, and a folder that goes with it. */
export function eachLab(): Pick<Lab, 'lan' | 'routed'> & { readonly folder: string } {
  let lab: Lab
  let files = ''
  beforeEach(() => {
    files = mkdtempSync(join(tmpdir(), 'palabre-netns-'))
    lab = new Lab()
  })
  afterEach(() => {
    lab.close()
    rmSync(files, { recursive: true, force: true })
  })
  return {
    get folder() {
      return files
    },
    lan: (...args) => lab.lan(...args),
    routed: (...args) => lab.routed(...args),
  }
}

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux only'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const lab = new Lab()
  try {
    const [one] = lab.lan(['one', 'other']).hosts
    if (!one) return 'no host was made'
    one.nft('add table inet probe')
    return null
  } catch (error) {
    return `no network namespaces here: ${String(error instanceof Error ? error.message : error)
      .replace(/\s+/g, ' ')
      .slice(0, 200)}`
  } finally {
    lab.close()
  }
}

/** Runs to its end; throws with what it said. */
function command(program: string, args: readonly string[], input?: string): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', ...(input === undefined ? {} : { input }) })
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    throw new Error(`${program} ${args.join(' ')}: ${stderr?.trim() || String(error)}`)
  }
}

const ip = (...args: readonly string[]): string => command('ip', args)

/** One computer: a namespace of its own, with an interface for each network that it is plugged into. */
export class Host {
  readonly name: string
  readonly namespace: string
  /** On each network, in the order of plugging. Empty where the family is off. */
  readonly v4: string[] = []
  readonly v6: string[] = []

  constructor(name: string, namespace: string) {
    this.name = name
    this.namespace = namespace
  }

  /** What goes before a program so that it runs here; the process id stays that of the program. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.namespace]
  }

  ip(...args: readonly string[]): string {
    return ip('-n', this.namespace, ...args)
  }

  sh(script: string): string {
    return command('ip', ['netns', 'exec', this.namespace, 'sh', '-c', script])
  }

  nft(rules: string): void {
    command('ip', ['netns', 'exec', this.namespace, 'nft', '-f', '-'], rules)
  }

  /** What comes in and matches is treated so, e.g. `tcp dport 3000 drop`; replaces what was filtered before. */
  filter(...rules: readonly string[]): void {
    this.nft('add table inet palabre\ndelete table inet palabre\n')
    if (rules.length === 0) return
    this.nft(`table inet palabre { chain incoming { type filter hook input priority 0; policy accept;\n${rules.join('\n')}\n}\n}\n`)
  }
}

export interface LanOptions {
  readonly v4?: boolean
  readonly v6?: boolean
}

/** A switch with cables to some hosts: one subnet. */
export class Lan {
  readonly number: number
  readonly hosts: readonly Host[]
  readonly #switch: string

  constructor(number: number, theSwitch: string, hosts: readonly Host[]) {
    this.number = number
    this.hosts = hosts
    this.#switch = theSwitch
  }

  /** A new interface in the host, with these addresses, and a cable from it. */
  wire(host: Host, port: string, v4 = '', v6 = ''): void {
    ip('link', 'add', port, 'netns', host.namespace, 'type', 'veth', 'peer', 'name', host.name, 'netns', this.#switch)
    ip('-n', this.#switch, 'link', 'set', host.name, 'master', 'bridge', 'up')
    if (!v6) host.ip('link', 'set', port, 'addrgenmode', 'none')
    host.ip('link', 'set', port, 'up')
    if (v4) host.ip('addr', 'add', `${v4}/24`, 'brd', '+', 'dev', port)
    if (v6) host.ip('addr', 'add', `${v6}/64`, 'dev', port, 'nodad')
  }

  /** The host's interface loses its carrier; its addresses stay. */
  unplug(host: Host): void {
    ip('-n', this.#switch, 'link', 'set', host.name, 'down')
  }

  /** These hear nobody but the others: what guest networks and many access points do. */
  isolate(...hosts: readonly Host[]): void {
    for (const host of hosts) command('ip', ['netns', 'exec', this.#switch, 'bridge', 'link', 'set', 'dev', host.name, 'isolated', 'on'])
  }

  plug(host: Host): void {
    ip('-n', this.#switch, 'link', 'set', host.name, 'up')
  }
}

/** Computers, switches and cables for one test. Nothing of it can reach the real network. */
export class Lab {
  readonly #namespaces: string[] = []
  #lans = 0

  constructor() {
    if (count === 0) sweep()
    if (alive.size === 0) process.once('exit', closeAll)
    alive.add(this)
  }

  host(name: string): Host {
    const host = new Host(name, this.#namespace(name))
    // An address is good at once, without asking around for a duplicate for a second.
    host.sh('for f in all default; do echo 0 > /proc/sys/net/ipv6/conf/$f/accept_dad; done')
    return host
  }

  /** One subnet, 10.77.N.0/24 and fd77:N::/64, with these hosts; each named afresh, or one that is on another network already. */
  lan(members: readonly (string | Host)[], { v4 = true, v6 = true }: LanOptions = {}): Lan {
    const number = ++this.#lans
    const theSwitch = this.#namespace(`switch${number}`)
    ip('-n', theSwitch, 'link', 'add', 'bridge', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0')
    ip('-n', theSwitch, 'link', 'set', 'bridge', 'up')
    const hosts = members.map((member) => (typeof member === 'string' ? this.host(member) : member))
    for (const [at, host] of hosts.entries()) {
      host.v4.push(v4 ? `10.77.${number}.${at + 10}` : '')
      host.v6.push(v6 ? `fd77:${number}::${at + 10}` : '')
    }
    const lan = new Lan(number, theSwitch, hosts)
    for (const host of hosts) lan.wire(host, `eth${host.v4.length - 1}`, host.v4.at(-1), host.v6.at(-1))
    return lan
  }

  /** Two subnets and a router between them, the way of all hosts to the other side. */
  routed(one: readonly string[], other: readonly string[]): readonly [Lan, Lan] {
    const router = this.host('router')
    router.sh('echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding')
    const lans = [this.lan([router, ...one]), this.lan([router, ...other])] as const
    for (const [at, lan] of lans.entries())
      for (const host of lan.hosts.slice(1)) {
        host.ip('route', 'add', 'default', 'via', router.v4[at] ?? '')
        host.ip('-6', 'route', 'add', 'default', 'via', router.v6[at] ?? '')
      }
    return lans
  }

  /** Ends what still runs inside and removes everything. Safe to call again. */
  close(): void {
    for (const namespace of this.#namespaces.splice(0)) remove(namespace)
    alive.delete(this)
    if (alive.size === 0) process.off('exit', closeAll)
  }

  #namespace(name: string): string {
    const namespace = `${prefix}${process.pid}-${++count}-${name}`
    ip('netns', 'add', namespace)
    this.#namespaces.push(namespace)
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
    return namespace
  }
}

function remove(namespace: string): void {
  const pids = spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' }).stdout ?? ''
  for (const pid of pids.split('\n').filter(Boolean).map(Number)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {}
  }
  spawnSync('ip', ['netns', 'del', namespace])
}

function closeAll(): void {
  for (const lab of alive) lab.close()
}

/** What runs left that were killed before they could tidy up. */
function sweep(): void {
  if (!existsSync(folder)) return
  for (const namespace of readdirSync(folder).filter((name) => name.startsWith(prefix))) {
    const pid = namespace.slice(prefix.length).split('-')[0]
    if (!existsSync(`/proc/${pid}`)) remove(namespace)
  }
}
