import type { Message, Reaction } from '../../../shared/model/message.ts'
import { reactToMessage } from '../../state/message-actions.ts'
import { useWords } from './use-words.ts'

interface ReactionsProps {
  readonly message: Message
  readonly name: string
  readonly canReact: boolean
}

export function Reactions({ message, name, canReact }: ReactionsProps) {
  const { t, locale } = useWords()
  const emoji = [...new Set(message.reactions.map((r) => r.emoji))]
  return (
    <div className="cv-reactions">
      {emoji.map((one) => {
        const all = message.reactions.filter((r) => r.emoji === one)
        const others = all.filter((r) => r.from === 'them')
        const mine = others.length < all.length
        const names = namesOf(others, name, locale)
        const label = t(others.length === 0 ? 'message.reactedMe' : mine ? 'message.reactedBoth' : 'message.reactedThem', { emoji: one, name: names })
        return (
          <button
            key={one}
            type="button"
            className="cv-reaction"
            data-testid="reaction"
            aria-pressed={mine}
            aria-label={label}
            title={message.author ? label : undefined}
            disabled={!canReact}
            onClick={() => void reactToMessage(message, one)}
          >
            <span aria-hidden="true">{one}</span>
            {all.length > 1 ? (
              <span aria-hidden="true" data-testid="reaction-count">
                {all.length}
              </span>
            ) : null}
          </button>
        )
      })}
    </div>
  )
}

/** Names said of one reaction; who reacted last is not worth a screen of words. */
const namesSaid = 10

function namesOf(others: readonly Reaction[], title: string, locale: string): string {
  const names = others.slice(0, namesSaid).map((r) => r.name ?? title)
  return new Intl.ListFormat(locale).format(others.length > namesSaid ? [...names, `+${others.length - namesSaid}`] : names)
}
