import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { AppError, toErrorData } from '../../shared/errors.ts'
import { formatAddress } from '../../shared/model/address.ts'
import type { Conversation } from '../../shared/model/conversation.ts'
import type { Message } from '../../shared/model/message.ts'
import { printable } from '../net/core/text.ts'
import { jsonLine, messageFields } from '../net/core/transcript.ts'
import { fileVault, inProfile, loadSecrets, lockProfile, openStore, type Store } from '../store/index.ts'
import type { HistoryArguments } from './arguments.ts'
import { defaultDataFolder } from './data-folder.ts'
import { errorInWords } from './words.ts'

/** `palabre history`: prints what is stored. Answers the exit code. */
export async function history({ data, with: who, json }: HistoryArguments): Promise<number> {
  const folder = data ?? defaultDataFolder()
  try {
    const { store, close } = await open(folder)
    await print(store, chosen(store.read.conversations(), who), json, process.stdout)
    await close()
    return 0
  } catch (thrown) {
    process.stderr.write(`${errorInWords(toErrorData(thrown))}\n`)
    return 1
  }
}

/** While a running Palabre holds the profile it is only read, and left as it is. */
async function open(folder: string): Promise<{ store: Store; close: () => Promise<void> }> {
  if (!existsSync(join(folder, 'identity.json'))) throw new AppError('store-failed', { missing: folder })
  return inProfile(folder, () => openThere(folder))
}

async function openThere(folder: string): Promise<{ store: Store; close: () => Promise<void> }> {
  const lock = lockOrNull(folder)
  const noIdentity = () => Promise.reject(new AppError('key-unavailable'))
  const { dbKey } = await loadSecrets(folder, fileVault(), noIdentity)
  const store = await openStore({ folder, key: dbKey, protection: 'file', readOnly: lock === null })
  const close = async () => {
    await store.close()
    lock?.release()
  }
  return { store, close }
}

function lockOrNull(folder: string): { readonly release: () => void } | null {
  try {
    return lockProfile(folder)
  } catch (thrown) {
    if (toErrorData(thrown).code === 'profile-in-use') return null
    throw thrown
  }
}

/** All, or those with a person or an address. */
function chosen(conversations: readonly Conversation[], who: string | null): readonly Conversation[] {
  if (who === null) return conversations
  const wanted = fold(who)
  const found = conversations.filter(({ title, address, personId, id }) =>
    [title, address?.host, address && formatAddress(address), personId, id].some((name) => name && fold(name) === wanted),
  )
  if (found.length === 0) throw new AppError('unknown-name', { name: who })
  return found
}

const fold = (name: string): string => name.normalize('NFKC').toLowerCase().trim()

async function print(store: Store, conversations: readonly Conversation[], json: boolean, output: Writable): Promise<void> {
  output.on('error', () => {})
  for (const conversation of conversations) {
    for (const message of store.read.history(conversation.id)) {
      if (message.from === 'system') continue
      if (output.destroyed) return
      if (!output.write(json ? jsonLine(message, conversation) : lineOf(message, conversation))) await drained(output)
    }
  }
}

function drained(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    const on = () => {
      output.off('drain', on).off('close', on)
      resolve()
    }
    output.on('drain', on).on('close', on)
  })
}

function lineOf(message: Message, conversation: Conversation): string {
  const { id, conversation: which, from, to, sentAt, receivedAt, state, text } = messageFields(message, conversation)
  const said = message.deleted ? '[deleted]' : printable(text).replaceAll('\t', '\u2409')
  const received = receivedAt === null ? '-' : new Date(receivedAt).toISOString()
  return [new Date(sentAt).toISOString(), printable(`${from} -> ${to}`), state, said, id, received, which].join('\t').concat('\n')
}
