/**
 * One Palabre's discovery without the rest: `near.js NAME [--only INTERFACE,…]`. Prints a JSON line {entries, health} at each change; on its input
 * `wake` and `stop` do what they say, `cpu` prints {cpu} (ms used so far).
 */
import { createInterface } from 'node:readline'
import { systemClock } from '../../../electron/net/core/clock.ts'
import { silentLogger } from '../../../electron/net/core/logger.ts'
import { createDiscovery } from '../../../electron/net/protocols/discovery/index.ts'
import { createIdentity, identityOf } from '../../../electron/net/protocols/secure-peer/index.ts'

const [name = 'nobody', option, only = ''] = process.argv.slice(2)
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
const discovery = createDiscovery({
  identity: identityOf(await createIdentity()),
  clock: systemClock,
  logger: silentLogger,
  port: () => 3000,
  name: () => name,
  hidden: () => false,
  interfaces: () => (option === '--only' ? only.split(',') : null),
  onChange: () => print({ entries: discovery.entries(), health: discovery.health() }),
})

async function obey(command: string): Promise<void> {
  if (command === 'wake') discovery.wake()
  if (command === 'stop') await discovery.stop()
  if (command === 'cpu') print({ cpu: (process.cpuUsage().user + process.cpuUsage().system) / 1_000, health: discovery.health(), entries: discovery.entries() })
}

await discovery.start()
print({ entries: discovery.entries(), health: discovery.health() })
for await (const line of createInterface({ input: process.stdin })) await obey(line)
