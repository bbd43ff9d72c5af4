import { memo, useEffect, useRef, useState } from 'react'
import { openLink } from '../../state/conversation-actions.ts'
import { SafeText } from '../../ui/safe-text.tsx'
import { beginningOf } from './beginning-of.ts'
import { isOnlyEmoji, richText } from './rich-text.ts'
import { useHolding } from './use-row-list.ts'
import { useWords } from './use-words.ts'

/** A message's text; of a long one the beginning, until more is asked for, or it was jumped to (`whole`). */
export function MessageText({ text, whole }: { readonly text: string; readonly whole: boolean }) {
  const { t } = useWords()
  const holding = useHolding()
  const [open, setOpen] = useState(whole)
  const own = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (whole) setOpen(true)
  }, [whole])
  const beginning = beginningOf(text)
  if (beginning === null) return <Rich text={text} />
  const isOpen = open || whole
  const toggle = () => {
    holding(() => setOpen(!isOpen))
    if (isOpen) own.current?.closest('[data-message]')?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <Rich text={isOpen ? text : beginning} />
      <button ref={own} type="button" className="cv-more" data-testid="message-more" aria-expanded={isOpen} onClick={toggle}>
        {t(isOpen ? 'message.showLess' : 'message.showMore')}
      </button>
    </>
  )
}

/** Code apart, and links that open in the system's browser. Never HTML. */
const Rich = memo(function Rich({ text }: { readonly text: string }) {
  if (isOnlyEmoji(text)) return <span className="cv-large">{text}</span>
  return (
    <>
      {richText(text).map((part, i) => {
        const key = `${i}${part.type}`
        if (part.type === 'block')
          return (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            <pre key={key} className="cv-code-block" tabIndex={0}>
              <code>{part.text}</code>
            </pre>
          )
        if (part.type === 'code')
          return (
            <code key={key} className="cv-code">
              {part.text}
            </code>
          )
        return <SafeText key={key} text={part.text} onLink={openLink} />
      })}
    </>
  )
})
