/** The core for those who drive it without a window: benches, and programs on plain Node. */
export { uuidv7 } from '../../shared/uuid.ts'
export { fileVault, openStore } from '../store/index.ts'
export { silentLogger } from './core/logger.ts'
export { createDiagnostics } from './diagnostics/service/index.ts'
export { WireRegistry } from './diagnostics/wire/index.ts'
export { openMessenger } from './messenger/index.ts'
export { createDirectory, signProof, signRecord } from './protocols/directory/index.ts'
export { createIdentity } from './protocols/secure-peer/index.ts'
