import { formatAddress } from '../../../shared/model/address.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { formatId } from '../../../shared/model/id-text.ts'
import { block, copyText, exportConversation, forget, setMuted, setNote } from '../../state/conversation-actions.ts'
import { useLink } from '../../state/links-store.ts'
import { useNearbyPerson } from '../../state/nearby.ts'
import { useSelection } from '../../state/selection-store.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Switch } from '../../ui/switch.tsx'
import { fullTime } from '../conversations/time-words.ts'
import { useLock } from '../conversations/use-lock.ts'
import { useWords } from '../conversations/use-words.ts'
import { DayStrip } from '../diagnostics/charts/day-strip.tsx'
import { SharedFiles } from '../files/shared-files.tsx'
import { foundWords } from '../nearby/found-words.ts'
import { NoteField } from './note-field.tsx'
import { Part } from './part.tsx'
import { PersonAvatar } from './person-avatar.tsx'
import { SafetySection } from './safety-section.tsx'
import { usePresence, usePresenceWords } from './use-presence.ts'

const close = () => useSelection.setState({ dialog: null })

/** Everything about one person, or about one plain address. */
export function PersonDialog({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const open = useSelection((state) => state.dialog === 'person')
  return (
    <Dialog open={open} onClose={close} title={t('person.title', { name: conversation.title })} data-testid="person-dialog">
      {open ? <PersonPage key={conversation.id} conversation={conversation} /> : null}
    </Dialog>
  )
}

/** Where they answered, then where they are said to be, and who says so. */
function Addresses({ conversation: { id, personId, address } }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const here = useLink(id)?.remote ?? address
  const found = useNearbyPerson(personId)
  const addresses = [...new Set([...(here ? [here] : []), ...(found?.addresses ?? [])].map(formatAddress))]
  return (
    <Part title={t('person.address')} {...(found ? { hint: t('person.found', { how: foundWords(t, found) }) } : {})}>
      {addresses.length === 0 ? <p>{t('person.addressNone')}</p> : null}
      {addresses.map((text) => (
        <CopyField key={text} value={text} label={t('person.copyAddress')} onCopy={copyText} />
      ))}
    </Part>
  )
}

function PersonPresence({ conversation }: { readonly conversation: Conversation }) {
  const { locale } = useWords()
  const presence = usePresence(conversation)
  const words = usePresenceWords()(presence)
  return (
    <span data-testid="person-presence" title={presence.state === 'seen' ? fullTime(presence.at, locale) : undefined}>
      {words}
    </span>
  )
}

function PersonPage({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const { id, title, kind, personId, muted, blocked } = conversation
  const lock = useLock(conversation)
  return (
    <div className="cv-person">
      <div className="cv-person-card">
        <PersonAvatar conversation={conversation} size="large" />
        <div>
          <p className="cv-person-name" dir="auto">
            {title}
          </p>
          <p className="cv-person-facts">
            {lock ? `${lock.words} · ` : ''}
            <PersonPresence conversation={conversation} />
          </p>
        </div>
      </div>
      {kind === 'secure' ? <SafetySection key={personId} conversation={conversation} /> : null}
      {kind === 'plain' && lock ? (
        <Part title={t('person.plainTitle')}>
          <p>{t('person.plainText')}</p>
        </Part>
      ) : null}
      {personId === null ? null : (
        <Part title={t('person.identity')} hint={t('person.identityHint')}>
          <CopyField grouped value={formatId(personId)} label={t('person.copyIdentity')} onCopy={copyText} />
        </Part>
      )}
      <Addresses conversation={conversation} />
      {kind === 'secure' ? <SharedFiles conversationId={id} /> : null}
      {kind === 'plain' && !lock ? null : <DayStrip id={id} kind={kind} />}
      <Part title={t('person.note')} hint={t('person.noteHint')}>
        <NoteField note={conversation.note} onSave={(note) => void setNote(id, note)} />
      </Part>
      <Part title={t('person.export')} hint={t('person.exportHint')}>
        <div className="cv-person-ways">
          <Button data-testid="export-text" onClick={() => void exportConversation(id, 'text')}>
            {t('person.exportText')}
          </Button>
          <Button data-testid="export-json" onClick={() => void exportConversation(id, 'json')}>
            {t('person.exportJson')}
          </Button>
        </div>
      </Part>
      <Switch label={t('person.mute')} hint={t('person.muteHint')} checked={muted} onChange={(on) => void setMuted(id, on)} />
      <div className="cv-person-end">
        <Button data-testid="person-block" onClick={() => void block(conversation, !blocked)}>
          {t(blocked ? 'person.unblock' : 'person.block')}
        </Button>
        <Button
          variant="danger"
          data-testid="person-forget"
          onClick={() => {
            close()
            forget(conversation)
          }}
        >
          {t('person.forget')}
        </Button>
        <p className="cv-hint">{t('person.forgetHint')}</p>
      </div>
    </div>
  )
}
