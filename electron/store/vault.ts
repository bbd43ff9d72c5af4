/** How secrets are kept at rest. */
export interface Vault {
  /** keychain: sealed by the system's key store. file: in a file that only its owner can read. */
  readonly protection: 'keychain' | 'file'
  seal(bytes: Uint8Array): Uint8Array
  /** Throws when it was sealed elsewhere. */
  open(bytes: Uint8Array): Uint8Array
}

/** No seal: the file's mode (0600) is the protection. */
export function fileVault(): Vault {
  return { protection: 'file', seal: (bytes) => bytes, open: (bytes) => bytes }
}
