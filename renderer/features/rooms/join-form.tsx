import { type FormEvent, useState } from 'react'
import { parseLine } from '../../../shared/commands.ts'
import { type ErrorData, toErrorData } from '../../../shared/errors.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { acceptInvitation } from '../../state/people-actions.ts'
import { joinRoom } from '../../state/room-actions.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { showConversation } from '../shell/show-conversation.ts'
import { useRoomWords } from './use-room-words.ts'

/** What may be typed after `/room`, or an invitation. null: neither. */
function enter(typed: string): Promise<Conversation> | null {
  if (/^palabre:/i.test(typed)) return acceptInvitation(typed)
  const line = parseLine(`/room ${typed}`)
  return line.ok && line.command.type === 'room' ? joinRoom(line.command.address.host, line.command.address.port) : null
}

export function JoinForm() {
  const { t } = useRoomWords()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const entering = enter(typed.trim())
    setWrong(entering === null)
    setError(null)
    try {
      const conversation = await entering
      if (conversation) showConversation(conversation.id)
    } catch (thrown) {
      setError(toErrorData(thrown))
    }
  }
  return (
    <form className="ui-sheet rm-form" data-testid="join-room" onSubmit={(event) => void submit(event)}>
      <h2>{t('join.title')}</h2>
      <p className="ui-page-hint">{t('join.text')}</p>
      <TextField
        label={t('join.host')}
        hint={t('join.hostHint')}
        value={typed}
        onChange={setTyped}
        mono
        maxLength={2_000}
        error={wrong ? t('join.needHost') : undefined}
        data-testid="room-address"
      />
      {error ? (
        <p className="rm-error" role="alert">
          <ErrorText error={error} />
        </p>
      ) : null}
      <Button type="submit" data-testid="room-enter">
        {t('join.enter')}
      </Button>
    </form>
  )
}
