export { pcapng } from './pcapng.ts'
export { WireRegistry } from './registry.ts'
export { type Piece, timeOf } from './ring.ts'
