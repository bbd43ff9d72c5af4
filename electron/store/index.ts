/**
 * What is kept on disk: history, identity, settings. Plain Node; the folder comes in. See README.md.
 *
 *     const lock = lockProfile(folder)
 *     const { dbKey } = await loadSecrets(folder, fileVault(), createIdentity)
 *     const store = await openStore({ folder, key: dbKey, protection: 'file' })
 *     await store.write((tx) => tx.addMessage(message)) // on disk now
 */
export { loadSecrets } from './identity-file.ts'
export { inProfile } from './profile-fault.ts'
export { lockProfile } from './profile-lock.ts'
export { openSettings } from './settings-file.ts'
export { openStore } from './store.ts'
export type * from './types.ts'
export { fileVault, type Vault } from './vault.ts'
