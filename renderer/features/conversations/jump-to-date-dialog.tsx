import { type FormEvent, useState } from 'react'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import { useSelection } from '../../state/selection-store.ts'
import { jumpToTime } from '../../state/thread-actions.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useWords } from './use-words.ts'

const close = () => useSelection.setState({ dialog: null })
const today = () => new Intl.DateTimeFormat('sv-SE').format(Date.now())

export function JumpToDateDialog({ conversationId }: { readonly conversationId: ConversationId }) {
  const { t } = useWords()
  const open = useSelection((state) => state.dialog === 'jump-to-date')
  const [date, setDate] = useState(today)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
    close()
    void jumpToTime(conversationId, new Date(year, month - 1, day).getTime())
  }
  return (
    <Dialog open={open} onClose={close} title={t('date.title')} data-testid="date-dialog">
      <form className="cv-join" onSubmit={submit}>
        <label className="cv-date">
          {t('date.label')}
          <input
            type="date"
            className="cv-date-input"
            data-testid="date-input"
            required
            max={today()}
            value={date}
            onChange={(event) => setDate(event.target.value)}
          />
        </label>
        <div className="cv-dialog-row">
          <Button onClick={close}>{t('date.cancel')}</Button>
          <Button type="submit" variant="primary">
            {t('date.go')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
