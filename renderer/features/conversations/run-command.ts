import { assertNever } from '../../../shared/assert-never.ts'
import { type Command, parseLine } from '../../../shared/commands.ts'
import { AppError, type ErrorData, toErrorData } from '../../../shared/errors.ts'
import type { Address } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { getApi } from '../../api.ts'
import type { Words } from '../../i18n/words.ts'
import { useApp } from '../../state/app-store.ts'
import { composing } from '../../state/composer-store.ts'
import { clear, join, leave, ping, rename, selectConversation } from '../../state/conversation-actions.ts'
import { restoreDraft, writeDraft } from '../../state/draft-actions.ts'
import { useLinks } from '../../state/links-store.ts'
import { sendMessage } from '../../state/message-actions.ts'
import { acceptInvitation, peopleAround, talk } from '../../state/people-actions.ts'
import { joinRoom } from '../../state/room-actions.ts'
import { roomRole, useRooms } from '../../state/rooms-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { placesWords } from '../nearby/places-words.ts'
import { nameProblem } from '../settings/name-problem.ts'
import { goTo } from '../shell/page-store.ts'
import { problemWords } from './command-words.ts'
import { focusComposer } from './composer-focus.ts'
import { durationWords } from './time-words.ts'
import { toldHow } from './told-how.ts'
import { inRoomWords, whoWords } from './who-words.ts'

/** done: the composer is emptied; `words` answer, if there is something to say. wrong, failed: what was typed stays. */
export type Outcome =
  | { readonly type: 'done'; readonly words: string | null }
  | { readonly type: 'wrong'; readonly words: string }
  | { readonly type: 'failed'; readonly error: ErrorData; readonly also: string | null }

export async function runCommand(text: string, conversation: Conversation | null, words: Words): Promise<Outcome> {
  const line = parseLine(text.trim())
  if (!line.ok) return { type: 'wrong', words: problemWords(words.t, line.problem) }
  try {
    return await run(line.command, conversation, words)
  } catch (thrown) {
    const error = toErrorData(thrown)
    return { type: 'failed', error, also: error.code === 'unknown-name' ? lookedIn(words) : null }
  }
}

const lookedIn = ({ t, locale }: Words): string => placesWords({ t: (key, values) => t(`people:${key}`, values), locale }, useApp.getState().network)

async function run(command: Command, conversation: Conversation | null, words: Words): Promise<Outcome> {
  const { t, locale } = words
  switch (command.type) {
    case 'say':
      return done()
    case 'join':
      return show(await join(command.address.host, command.address.port))
    case 'room':
      return show(await joinRoom(command.address.host, command.address.port))
    case 'invitation':
      return show(await acceptInvitation(command.url))
    case 'rooms':
      goTo('rooms')
      return done()
    case 'join-name':
      return show(await talkOrJoin(command.name, command.address, locale))
    case 'msg':
      return show(await message(command.name, command.text, locale))
    case 'nick':
      return nick(command.name, t)
    case 'who':
      return done([...inRoomWords(words, conversation), whoWords(words, await peopleAround())].join('\n'))
    case 'help':
      useSelection.setState({ dialog: 'help' })
      return done()
    case 'file':
      return file(command.path, conversation, words)
    case 'ping':
    case 'clear':
    case 'quit':
      return conversation ? runHere(command.type, conversation, t, locale) : { type: 'wrong', words: t('command.noConversation') }
    default:
      return assertNever(command)
  }
}

/** What can't be a pseudonym is said by the rule that it breaks, as where it is first chosen. */
async function nick(name: string, t: Words['t']): Promise<Outcome> {
  const problem = nameProblem(name)
  if (problem) return { type: 'wrong', words: t(`app:onboarding.${problem.key}`, problem.values) }
  return done(t('command.renamed', { name: (await rename(name)).name }))
}

async function runHere(type: 'ping' | 'clear' | 'quit', { id, title }: Conversation, t: Words['t'], locale: string): Promise<Outcome> {
  if (type === 'ping') return done(t('command.pong', { name: title, time: durationWords((await ping(id)).rttMs, locale) }))
  await (type === 'clear' ? clear(id) : leave(id))
  return done()
}

/** The page never names a path: the system's dialog does. */
async function file(path: string | null, conversation: Conversation | null, { t }: Words): Promise<Outcome> {
  if (path !== null) return { type: 'wrong', words: t('command.filePath') }
  if (!conversation) return { type: 'wrong', words: t('command.noConversation') }
  const takes = conversation.kind === 'secure' || roomRole(useRooms.getState(), conversation.id) !== null
  if (!takes) return { type: 'wrong', words: t('command.filePlain') }
  await getApi().call('window.sendFiles', { ids: [conversation.id], what: 'files' })
  return done()
}

/** A pseudonym that is known anywhere wins over a host of that name. */
async function talkOrJoin(name: string, { host, port }: Address, locale: string): Promise<Conversation> {
  try {
    return toldHow(await talk(name), locale)
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'unknown-name') return join(host, port)
    throw thrown
  }
}

async function message(name: string, text: string | null, locale: string): Promise<Conversation> {
  const found = await talk(name)
  const { conversation } = found
  if (text !== null && useLinks.getState().byConversation[conversation.id]?.state === 'key-changed') return keptBack(conversation, text)
  toldHow(found, locale)
  if (text !== null) await sendMessage(conversation.id, text)
  return conversation
}

/** As if it had been typed there: it waits in the composer, below what has to be decided first. A toast would cover that. */
function keptBack(conversation: Conversation, text: string): Conversation {
  const { id } = conversation
  restoreDraft(id)
  writeDraft(id, [composing(id).text, text].filter(Boolean).join('\n'))
  return conversation
}

const done = (words: string | null = null): Outcome => ({ type: 'done', words })

function show({ id }: Conversation): Outcome {
  selectConversation(id)
  requestAnimationFrame(focusComposer)
  return done()
}
