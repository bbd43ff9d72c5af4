/**
 * One TCP port for encrypted and plain conversations. See README.md.
 *
 *     const listener = await listen({ host: '::', port: 3000, banner: banner, onSecure, onPlain })
 *     const kind = await probe(await dial({ host: '192.168.1.42', port: 3000 }))
 *     await listener.stop()
 */
export { banner } from './constants.ts'
export { listen } from './listener.ts'
export { probe } from './probe.ts'
