import { assertNever } from '../../../shared/assert-never.ts'
import { type Command, parseLine } from '../../../shared/commands.ts'
import { AppError, type ErrorData, toErrorData } from '../../../shared/errors.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { clear, find, join, leave, ping, rename, selectConversation } from '../../state/conversation-actions.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { useLinks } from '../../state/links-store.ts'
import { sendMessage } from '../../state/message-actions.ts'
import { useSelection } from '../../state/selection-store.ts'
import { problemWords } from './command-words.ts'
import { durationWords } from './time-words.ts'
import type { Words } from './use-words.ts'

/** done: the composer is emptied; `words` answer, if there is something to say. wrong, failed: what was typed stays. */
export type Outcome =
  | { readonly type: 'done'; readonly words: string | null }
  | { readonly type: 'wrong'; readonly words: string }
  | { readonly type: 'failed'; readonly error: ErrorData }

export async function runCommand(text: string, conversation: Conversation | null, words: Words): Promise<Outcome> {
  const line = parseLine(text.trim())
  if (!line.ok) return { type: 'wrong', words: problemWords(words.t, line.problem) }
  try {
    return await run(line.command, conversation, words)
  } catch (thrown) {
    return { type: 'failed', error: toErrorData(thrown) }
  }
}

async function run(command: Command, conversation: Conversation | null, { t, locale }: Words): Promise<Outcome> {
  switch (command.type) {
    case 'say':
      return done()
    case 'join':
      return show(await join(command.address.host, command.address.port))
    case 'join-name':
      return show(await findOrJoin(command.name, command.address))
    case 'msg':
      return show(await message(command.name, command.text))
    case 'nick':
      return done(t('command.renamed', { name: (await rename(command.name)).name }))
    case 'who':
      return done(whoIsThere(t))
    case 'help':
      useSelection.setState({ dialog: 'help' })
      return done()
    case 'ping':
    case 'clear':
    case 'quit':
      return conversation ? runHere(command.type, conversation, t, locale) : { type: 'wrong', words: t('command.noConversation') }
    default:
      return assertNever(command)
  }
}

async function runHere(type: 'ping' | 'clear' | 'quit', { id, title }: Conversation, t: Words['t'], locale: string): Promise<Outcome> {
  if (type === 'ping') return done(t('command.pong', { name: title, time: durationWords((await ping(id)).rttMs, locale) }))
  await (type === 'clear' ? clear(id) : leave(id))
  return done()
}

/** A known pseudonym wins over a host of that name. */
async function findOrJoin(name: string, { host, port }: Address): Promise<Conversation> {
  try {
    return await find(name)
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'unknown-name') return join(host, port)
    throw thrown
  }
}

async function message(name: string, text: string | null): Promise<Conversation> {
  const conversation = await find(name)
  if (text !== null) await sendMessage(conversation.id, text)
  return conversation
}

const done = (words: string | null = null): Outcome => ({ type: 'done', words })

function show({ id }: Conversation): Outcome {
  selectConversation(id)
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="composer-input"]')?.focus())
  return done()
}

function whoIsThere(t: Words['t']): string {
  const { byId } = useConversations.getState()
  const names = Object.values(useLinks.getState().byConversation)
    .filter((l) => l.state === 'open' || l.state === 'half-closed' || l.state === 'unstable')
    .map((l) => byId[l.conversationId]?.title)
    .filter((name) => name !== undefined)
  return names.length === 0 ? t('command.nobody') : t('command.connected', { names: names.join(', ') })
}
