import { safeStorage } from 'electron'
import { fileVault, type Vault } from '../store/index.ts'

/** The system's key store where there is a real one; otherwise a file that only its owner can read. */
export function systemVault(): Vault {
  return hasKeyStore() ? keychainVault : fileVault()
}

/** On Linux without a keyring Electron offers `basic_text`, which hides nothing. */
function hasKeyStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
}

const keychainVault: Vault = {
  protection: 'keychain',
  seal: (bytes) => safeStorage.encryptString(Buffer.from(bytes).toString('base64')),
  open: (bytes) => Buffer.from(safeStorage.decryptString(Buffer.from(bytes)), 'base64'),
}
