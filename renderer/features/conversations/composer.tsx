import { SendHorizontal, Smile } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { useApp } from '../../state/app-store.ts'
import { composing, nothingWritten, setComposing, useComposer } from '../../state/composer-store.ts'
import { sayTyping } from '../../state/conversation-actions.ts'
import { restoreDraft, writeDraft } from '../../state/draft-actions.ts'
import { sendMessage } from '../../state/message-actions.ts'
import { roomRole, useIsPlain, useRooms } from '../../state/rooms-store.ts'
import { getThread } from '../../state/threads-store.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { AttachButton } from '../files/attach-button.tsx'
import { CommandPopup } from './command-popup.tsx'
import { commandEnds, commandRuns, followSelection, isCommandRunning, selectedConversation } from './command-running.ts'
import { EmojiPicker } from './emoji-part.ts'
import { LineEndChoice } from './line-end-choice.tsx'
import { abilities } from './message-abilities.ts'
import { OutcomeLine } from './outcome-line.tsx'
import { ReplyBar } from './reply-bar.tsx'
import { type Outcome, runCommand } from './run-command.ts'
import { useCompletion } from './use-completion.ts'
import { useHold } from './use-hold.ts'
import { useWords } from './use-words.ts'

/** Of what is shown: a line or two of the page before stay in sight. */
const pagePart = 0.85

/** Where messages and commands are written. Without a conversation it takes commands only. */
export function Composer({ conversation }: { readonly conversation: Conversation | null }) {
  const { t, locale } = useWords()
  const id = conversation?.id ?? ''
  const { text, replyTo } = useComposer((state) => state.byConversation[id] ?? nothingWritten)
  const sendWithEnter = useApp((state) => state.settings?.sendWithEnter ?? true)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [picking, setPicking] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const hold = useHold(conversation)
  const takesLines = useIsPlain(conversation) && conversation?.kind === 'plain'
  const completion = useCompletion(text, (next) => write(next))
  const tooLong = text.length - limits.messageText
  const isCommand = text.startsWith('/')

  useEffect(() => {
    if (id === '') return
    restoreDraft(id)
    return () => void sayTyping(id, false)
  }, [id])

  const write = (next: string) => {
    writeDraft(id, next)
    setOutcome(null)
    if (conversation?.kind === 'secure' && !next.startsWith('/')) void sayTyping(id, next !== '')
  }

  const submit = async () => {
    if (text.trim() === '' || tooLong > 0) return
    if (isCommand && !text.startsWith('//')) return command()
    if (isCommandRunning()) return sayAfterwards(text)
    if (!conversation) return setOutcome({ type: 'wrong', words: t('command.noConversation') })
    if (hold !== null) return setOutcome({ type: 'wrong', words: t(hold) })
    const message = text.startsWith('//') ? text.slice(1) : text
    write('')
    setComposing(id, { replyTo: null })
    await sendMessage(id, conversation.kind === 'plain' ? message : message.trim(), replyTo)
  }

  const command = async () => {
    // At once, so that one can type on; it comes back if it was wrong and nothing else was typed.
    writeDraft(id, '')
    const answer = await commandRuns(runCommand(text, conversation, { t, locale }))
    if (answer.type === 'done') followSelection(id)
    else if (composing(id).text === '') writeDraft(id, text)
    setOutcome(answer)
    input.current?.focus()
  }

  /** Enter, while a `/join` is still on its way: it is meant for whom that leads to. */
  const sayAfterwards = async (typed: string) => {
    write('')
    await commandEnds()
    const target = selectedConversation()
    if (target) await sendMessage(target.id, target.kind === 'plain' ? typed : typed.trim(), null)
    else writeDraft(id, typed)
  }

  const editLast = (): boolean => {
    const last = conversation && getThread(id)?.messages.findLast((m) => m.from === 'me' && abilities(m, conversation, roomRole(useRooms.getState(), id)).edit)
    if (!last || text !== '') return false
    setComposing(id, { editing: last.id })
    return true
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    if (completion.onKeyDown(event)) return event.preventDefault()
    const wantsSend = event.key === 'Enter' && (sendWithEnter ? !event.shiftKey && !event.altKey : event.ctrlKey || event.metaKey)
    if (wantsSend) {
      event.preventDefault()
      return void submit()
    }
    if (event.key === 'ArrowUp' && editLast()) event.preventDefault()
    if (scrollsThread(event)) event.preventDefault()
    if (event.key === 'Escape') {
      if (outcome === null && replyTo === null) return
      // It was for this alone.
      event.stopPropagation()
      if (outcome) setOutcome(null)
      else setComposing(id, { replyTo: null })
    }
  }

  const insert = (emoji: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = input.current ?? {}
    setPicking(false)
    write(text.slice(0, selectionStart) + emoji + text.slice(selectionEnd))
    requestAnimationFrame(() => {
      input.current?.focus()
      input.current?.setSelectionRange(selectionStart + emoji.length, selectionStart + emoji.length)
    })
  }

  // What was written before it closed stays, to be copied.
  const refusal = conversation?.blocked ? 'composer.blocked' : hold === 'composer.closed' && text === '' ? 'composer.over' : null
  if (conversation && refusal !== null)
    return (
      <footer className="cv-composer" data-testid="composer-refusal">
        <p className="cv-hold">{t(refusal, { name: conversation.title })}</p>
      </footer>
    )
  const hint =
    conversation === null || outcome !== null
      ? null
      : hold !== null
        ? t(hold)
        : conversation.request
          ? t('composer.request')
          : tooLong > 0
            ? t('composer.tooLong', { count: tooLong })
            : null
  return (
    <footer className="cv-composer">
      {outcome ? <OutcomeLine outcome={outcome} onClose={() => setOutcome(null)} /> : null}
      {conversation && replyTo !== null ? <ReplyBar conversation={conversation} messageId={replyTo} /> : null}
      <CommandPopup completion={completion} />
      <div className="cv-box" data-command={isCommand && !text.startsWith('//')}>
        <Popover open={picking} onOpenChange={setPicking} trigger={<IconButton label={t('composer.emoji')} icon={<Smile size={20} />} />}>
          <EmojiPicker onPick={insert} />
        </Popover>
        {conversation ? <AttachButton conversation={conversation} /> : null}
        <textarea
          ref={input}
          className="cv-input"
          data-testid="composer-input"
          rows={1}
          dir="auto"
          value={text}
          placeholder={t(conversation === null ? 'composer.placeholderNone' : takesLines ? 'composer.placeholderPlain' : 'composer.placeholder')}
          aria-label={conversation ? t('composer.label', { name: conversation.title }) : t('composer.commands')}
          aria-describedby="cv-composer-hint"
          aria-autocomplete="list"
          aria-controls={completion.open ? 'cv-commands' : undefined}
          aria-activedescendant={completion.open ? `cv-command-${completion.index}` : undefined}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {conversation && takesLines ? <LineEndChoice conversation={conversation} /> : null}
        <IconButton
          label={t('composer.send')}
          icon={<SendHorizontal size={20} />}
          data-testid="send"
          disabled={text.trim() === '' || tooLong > 0 || (hold !== null && !isCommand)}
          onClick={() => void submit()}
        />
      </div>
      <p id="cv-composer-hint" className={hint === null ? 'ui-hidden' : 'cv-hold'} data-testid="composer-hint">
        {hint ?? t(sendWithEnter ? 'composer.hintEnter' : 'composer.hintCtrlEnter')}
      </p>
    </footer>
  )
}

/** Page up and down go through the thread, as long as what is written has no pages of its own. */
function scrollsThread({ key, currentTarget, ctrlKey, shiftKey, altKey, metaKey }: KeyboardEvent<HTMLTextAreaElement>): boolean {
  const way = { PageUp: -1, PageDown: 1 }[key]
  const thread = document.querySelector('.cv-scroller')
  if (way === undefined || ctrlKey || shiftKey || altKey || metaKey || !thread || currentTarget.scrollHeight > currentTarget.clientHeight) return false
  thread.scrollBy({ top: way * thread.clientHeight * pagePart })
  return true
}
