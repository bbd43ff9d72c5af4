import type { KeyboardEvent } from 'react'
import { emojiGroups, quickReactions } from './emoji.ts'
import { useWords } from './use-words.ts'

interface EmojiPickerProps {
  /** The usual reactions on top. */
  readonly quick?: boolean
  readonly onPick: (emoji: string) => void
}

const columns = 8

/** A small, local choice. The arrows move over the grid. */
export function EmojiPicker({ quick = false, onPick }: EmojiPickerProps) {
  const { t } = useWords()
  const groups = quick ? [{ name: null, emoji: quickReactions }, ...emojiGroups] : emojiGroups
  return (
    <div className="cv-emoji" data-testid="emoji-picker">
      {groups.map(({ name, emoji }) => (
        <fieldset key={name ?? 'quick'} className="cv-emoji-group" aria-label={t(name === null ? 'message.react' : `emoji.${name}`)}>
          {name === null ? null : <h3 className="cv-emoji-head">{t(`emoji.${name}`)}</h3>}
          <div className="cv-emoji-grid">
            {emoji.map((one) => (
              <button key={one} type="button" className="cv-emoji-one" onKeyDown={move} onClick={() => onPick(one)}>
                {one}
              </button>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  )
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const all = [...(event.currentTarget.closest('.cv-emoji')?.querySelectorAll<HTMLElement>('.cv-emoji-one') ?? [])]
  const at = all.indexOf(document.activeElement as HTMLElement)
  all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus()
}
