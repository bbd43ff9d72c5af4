import type { Completion } from './use-completion.ts'
import { useWords } from './use-words.ts'

/** Commands that fit what is typed, with what they take and do. */
export function CommandPopup({ completion }: { readonly completion: Completion }) {
  const { t } = useWords()
  if (!completion.open) return null
  return (
    <div id="cv-commands" className="cv-commands" role="listbox" aria-label={t('composer.commands')} data-testid="command-popup">
      {completion.options.map((option, i) => (
        <div
          key={option.insert}
          id={`cv-command-${i}`}
          className="cv-command"
          role="option"
          tabIndex={-1}
          aria-selected={i === completion.index}
          data-testid="command-option"
          onPointerDown={(event) => {
            event.preventDefault()
            completion.choose(i)
          }}
        >
          <code>{option.shown}</code>
          <span>{option.about}</span>
        </div>
      ))}
    </div>
  )
}
