import { useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import type { Conversation, ConversationId } from '../../../shared/model/conversation.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { sendChosen, sendGiven } from '../../state/file-actions.ts'
import { roomRole, useRooms } from '../../state/rooms-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { useSendTo } from '../../state/send-to-store.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { useFileWords } from './file-words.ts'
import './files.css'

/** Whom files go to, in one gesture: people and rooms with a tick each, then which files unless they are here already. */
export function SendToDialog() {
  const { t } = useFileWords()
  const open = useSelection((state) => state.dialog === 'send-to')
  return (
    <Dialog open={open} onClose={close} title={t('sendTo')} data-testid="send-to">
      {open ? <Choice /> : null}
    </Dialog>
  )
}

const close = () => useSelection.setState({ dialog: null })

function Choice() {
  const { t } = useFileWords()
  const files = useSendTo((state) => state.files)
  const all = useTakers()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<ConversationId>>(new Set())
  const shown = all.filter(({ title }) => folded(title).includes(folded(query)))
  const toggle = (id: ConversationId) => {
    const next = new Set(chosen)
    if (!next.delete(id) && next.size < limits.sendTo) next.add(id)
    setChosen(next)
  }
  const send = (go: (ids: readonly ConversationId[]) => Promise<void>) => () => {
    void go([...chosen])
    close()
  }
  const none = chosen.size === 0
  return (
    <div className="fl-send-to">
      {files ? <p className="fl-state">{t('theseFiles', { count: files.length, name: files[0]?.name ?? '' })}</p> : null}
      <TextField label={t('whom')} type="search" value={query} onChange={setQuery} autoFocus data-testid="send-to-search" />
      <ul className="fl-people">
        {shown.map((conversation) => (
          <li key={conversation.id}>
            <label className="fl-person">
              <input type="checkbox" checked={chosen.has(conversation.id)} onChange={() => toggle(conversation.id)} data-testid="send-to-person" />
              <PersonAvatar conversation={conversation} size="small" />
              <bdi>{conversation.title}</bdi>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 ? <p className="fl-state">{t('nobodyToSend')}</p> : null}
      <div className="fl-actions">
        {files ? (
          <Button variant="primary" disabled={none} data-testid="send-to-go" onClick={send((ids) => sendGiven(ids, files))}>
            {t('sendToCount', { count: chosen.size })}
          </Button>
        ) : (
          <>
            <Button variant="primary" disabled={none} data-testid="send-to-files" onClick={send((ids) => sendChosen(ids, 'files'))}>
              {t('chooseFiles')}
            </Button>
            <Button disabled={none} data-testid="send-to-folder" onClick={send((ids) => sendChosen(ids, 'folder'))}>
              {t('chooseFolder')}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

/** Everyone who takes files, the latest first. */
function useTakers(): readonly Conversation[] {
  const byId = useConversations((state) => state.byId)
  const rooms = useRooms()
  return Object.values(byId)
    .filter(({ id, kind, blocked, request }) => !blocked && !request && (kind === 'secure' || (kind === 'room' && roomRole(rooms, id) !== null)))
    .sort((a, b) => b.updatedAt - a.updatedAt)
}

const folded = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
