import { Fragment } from 'react'
import './safe-text.css'

const url = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/gi

/** Text as it is, with web links that open outside; never HTML. */
export function SafeText({ text, onLink }: { readonly text: string; readonly onLink: (url: string) => void }) {
  const parts: { readonly text: string; readonly link: boolean }[] = []
  let at = 0
  for (const match of text.matchAll(url)) {
    parts.push({ text: text.slice(at, match.index), link: false }, { text: match[0], link: true })
    at = match.index + match[0].length
  }
  parts.push({ text: text.slice(at), link: false })
  return (
    <>
      {parts.map((part, index) =>
        part.link ? (
          <button key={`${index}${part.text}`} type="button" className="ui-link" onClick={() => onLink(part.text)}>
            {part.text}
          </button>
        ) : (
          <Fragment key={`${index}text`}>{part.text}</Fragment>
        ),
      )}
    </>
  )
}
