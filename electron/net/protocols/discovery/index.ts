/**
 * Who is near? A signed beacon and DNS-SD, on every ordinary interface. See README.md.
 *
 *     const discovery = createDiscovery({ identity, clock, logger, port: () => 3000, name: () => 'alice', hidden: () => false })
 *     const unsubscribe = discovery.subscribe(() => show(discovery.entries(), discovery.health()))
 *     await discovery.start()
 *     const found = await scanSubnet('192.168.1.42', { port: 3000, onProgress })
 *     await discovery.stop()
 */
export { createDiscovery } from './discovery.ts'
export { scanSubnet } from './scan.ts'
