import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { setComposing } from '../../state/composer-store.ts'
import { editMessage } from '../../state/message-actions.ts'
import { Button } from '../../ui/button.tsx'
import { focusComposer } from './composer-focus.ts'
import { useWords } from './use-words.ts'

/** Edits a message of mine where it stands. */
export function EditBox({ message }: { readonly message: Message }) {
  const { t } = useWords()
  const [text, setText] = useState(message.text)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    box.current?.focus()
    box.current?.setSelectionRange(message.text.length, message.text.length)
  }, [message.text.length])
  const close = () => {
    setComposing(message.conversationId, { editing: null })
    focusComposer()
  }
  const save = () => {
    const wanted = text.trim()
    if (wanted !== '' && wanted !== message.text) void editMessage(message, wanted)
    close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') close()
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      save()
    }
  }
  return (
    <div className="cv-edit">
      <textarea
        ref={box}
        className="cv-edit-box"
        data-testid="edit-input"
        aria-label={t('message.editing')}
        value={text}
        rows={1}
        dir="auto"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="cv-edit-row">
        <span className="cv-hint">{t('message.editHint')}</span>
        <Button size="small" variant="ghost" onClick={close}>
          {t('message.cancel')}
        </Button>
        <Button size="small" variant="primary" onClick={save}>
          {t('message.save')}
        </Button>
      </div>
    </div>
  )
}
