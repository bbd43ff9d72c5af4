import { useEffect, useRef, useState } from 'react'
import { useWords } from '../conversations/use-words.ts'

interface NoteFieldProps {
  readonly note: string
  readonly onSave: (note: string) => void
}

/** Saved when one leaves it, and when the page closes. */
export function NoteField({ note, onSave }: NoteFieldProps) {
  const { t } = useWords()
  const [text, setText] = useState(note)
  const latest = useRef({ text, note, onSave })
  latest.current = { text, note, onSave }
  useEffect(() => () => save(latest.current), [])
  return (
    <textarea
      className="cv-note"
      data-testid="person-note"
      aria-label={t('person.note')}
      maxLength={4_000}
      rows={2}
      dir="auto"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => save(latest.current)}
    />
  )
}

function save({ text, note, onSave }: NoteFieldProps & { readonly text: string }): void {
  if (text !== note) onSave(text)
}
