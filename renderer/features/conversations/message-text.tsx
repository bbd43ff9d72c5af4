import { memo } from 'react'
import { openLink } from '../../state/conversation-actions.ts'
import { SafeText } from '../../ui/safe-text.tsx'
import { isOnlyEmoji, richText } from './rich-text.ts'

/** A message's text with code apart and links that open in the system's browser. Never HTML. */
export const MessageText = memo(function MessageText({ text }: { readonly text: string }) {
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
