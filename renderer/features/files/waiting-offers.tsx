import { useEffect, useState } from 'react'
import type { Conversation, ConversationId } from '../../../shared/model/conversation.ts'
import type { Message } from '../../../shared/model/message.ts'
import { sizeWords } from '../../i18n/numbers.ts'
import { type AllDecision, decideAllFiles } from '../../state/file-actions.ts'
import { forgetWaiting, loadWaiting, useWaiting } from '../../state/waiting-store.ts'
import { Button } from '../../ui/button.tsx'
import { useFileWords } from './file-words.ts'
import './files.css'

/** Asked again when no more has come for so long, ms. */
const calmMs = 100

const isWaiting = ({ from, file }: Message): boolean => from === 'them' && file?.state === 'offered'

/** Keeps what is known of them true for as long as the thread is looked at. */
export function useWaitingOffers(id: ConversationId, messages: readonly Message[]): void {
  const waiting = messages.filter(isWaiting).map((message) => message.id)
  const seen = waiting.join()
  useEffect(() => {
    if (seen === '') return forgetWaiting()
    const timer = setTimeout(() => void loadWaiting(id), calmMs)
    return () => clearTimeout(timer)
  }, [id, seen])
  useEffect(() => forgetWaiting, [])
}

interface WaitingOffersProps {
  readonly message: Message
  readonly conversation: Conversation
}

/** Below the newest of several files that one sender offers: all of them are answered at once. */
export function WaitingOffers({ message, conversation }: WaitingOffersProps) {
  const offers = useWaiting((state) => state.offers.find(({ last }) => last === message.id))
  const { t, locale } = useFileWords()
  const [busy, setBusy] = useState(false)
  if (!offers || !isWaiting(message) || conversation.request || conversation.blocked) return null
  const words = t('waitingAll', { count: offers.count, size: sizeWords(offers.size, locale) })
  const act = async (decision: AllDecision) => {
    setBusy(true)
    await decideAllFiles(message, decision)
    setBusy(false)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="fl-waiting" role="group" aria-label={words} data-testid="waiting-offers">
      <p>{words}</p>
      <Button variant="primary" disabled={busy} data-testid="accept-all" onClick={() => void act('accept')}>
        {t('acceptAll')}
      </Button>
      <Button disabled={busy} data-testid="decline-all" onClick={() => void act('decline')}>
        {t('declineAll')}
      </Button>
    </div>
  )
}
