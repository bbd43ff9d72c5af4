import type { Message } from '../../../shared/model/message.ts'
import { reactToMessage } from '../../state/message-actions.ts'
import { useWords } from './use-words.ts'

interface ReactionsProps {
  readonly message: Message
  readonly name: string
  readonly canReact: boolean
}

export function Reactions({ message, name, canReact }: ReactionsProps) {
  const { t } = useWords()
  const emoji = [...new Set(message.reactions.map((r) => r.emoji))]
  const from = (one: string, who: 'me' | 'them') => message.reactions.some((r) => r.emoji === one && r.from === who)
  return (
    <div className="cv-reactions">
      {emoji.map((one) => {
        const mine = from(one, 'me')
        const both = mine && from(one, 'them')
        const label = t(both ? 'message.reactedBoth' : mine ? 'message.reactedMe' : 'message.reactedThem', { emoji: one, name })
        return (
          <button
            key={one}
            type="button"
            className="cv-reaction"
            data-testid="reaction"
            aria-pressed={mine}
            aria-label={label}
            disabled={!canReact}
            onClick={() => void reactToMessage(message, one)}
          >
            <span aria-hidden="true">{one}</span>
            {both ? (
              <span aria-hidden="true" className="cv-reaction-count">
                2
              </span>
            ) : null}
          </button>
        )
      })}
    </div>
  )
}
