import { type FormEvent, useState } from 'react'
import { type ErrorData, toErrorData } from '../../../shared/errors.ts'
import { isName } from '../../../shared/model/name.ts'
import { type RoomEntryRule, roomEntryRules } from '../../../shared/model/room.ts'
import { hostRoom } from '../../state/room-actions.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { showConversation } from '../shell/show-conversation.ts'
import { useRoomWords } from './use-room-words.ts'

export function HostForm() {
  const { t } = useRoomWords()
  const [name, setName] = useState('')
  const [port, setPort] = useState('9000')
  const [entry, setEntry] = useState<RoomEntryRule>('anyone')
  const [plain, setPlain] = useState(true)
  const [announced, setAnnounced] = useState(true)
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const goodPort = /^\d{1,5}$/.test(port.trim()) && Number(port) <= 65_535
  const open = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    setError(null)
    if (!isName(name.trim()) || !goodPort) return
    try {
      showConversation((await hostRoom(name.trim(), Number(port), { entry, plain, announced })).id)
    } catch (thrown) {
      setError(toErrorData(thrown))
    }
  }
  return (
    <form className="ui-sheet rm-form" data-testid="host-room" onSubmit={(event) => void open(event)}>
      <h2>{t('host.title')}</h2>
      <p className="ui-page-hint">{t('host.text')}</p>
      <div className="rm-pair">
        <TextField
          label={t('host.name')}
          placeholder={t('host.namePlaceholder')}
          value={name}
          onChange={setName}
          maxLength={64}
          error={tried && !isName(name.trim()) ? t('host.needName') : undefined}
          data-testid="room-name"
        />
        <TextField
          label={t('host.port')}
          value={port}
          onChange={setPort}
          inputMode="numeric"
          mono
          error={goodPort ? undefined : t('host.needPort')}
          data-testid="room-port"
        />
      </div>
      <Segmented
        label={t('host.entry')}
        value={entry}
        options={roomEntryRules.map((value) => ({ value, label: t(`host.${value}`) }))}
        onChange={setEntry}
        data-testid="room-entry"
      />
      <Switch label={t('host.plain')} hint={t('host.plainHint')} checked={plain} onChange={setPlain} />
      <Switch label={t('host.announced')} hint={t('host.announcedHint')} checked={announced} onChange={setAnnounced} />
      {error ? (
        <p className="rm-error" role="alert">
          <ErrorText error={error} />
        </p>
      ) : null}
      <Button type="submit" variant="primary" data-testid="room-open">
        {t('host.open')}
      </Button>
    </form>
  )
}
