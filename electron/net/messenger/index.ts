/**
 * The messenger: conversations, delivery and links over the protocol rooms and the store.
 *
 *     const messenger = await openMessenger({ folder, vault: fileVault() })
 *     await messenger.start()
 *     const { id } = await messenger.commands['conversation.join']({ host: '192.168.1.42', port: 3000 })
 */
export { type OpenOptions, openMessenger } from './open.ts'
export type { Messenger } from './types.ts'
