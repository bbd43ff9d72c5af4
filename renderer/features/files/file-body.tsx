import type { ReactNode } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { FileInfo } from '../../../shared/model/file.ts'
import type { Message } from '../../../shared/model/message.ts'
import { type Decision, decideFile, showFile } from '../../state/file-actions.ts'
import { useLink } from '../../state/links-store.ts'
import { useIsInRoom } from '../../state/rooms-store.ts'
import { useTransfer } from '../../state/transfers-store.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { askDoctorAt } from '../shell/show-diagnostics.ts'
import { FileIcon } from './file-icon.tsx'
import { FilePreview } from './file-preview.tsx'
import { sizeOf, stateWords, stuckOf, useFileWords } from './file-words.ts'
import { SavedPath, useWhereabouts } from './saved-path.tsx'
import './files.css'

interface FileBodyProps {
  readonly message: Message
  readonly file: FileInfo
  readonly conversation: Conversation
}

/** A file or folder in its bubble: what it is, how far it is, what can be done. */
export function FileBody({ message, file, conversation }: FileBodyProps) {
  const words = useFileWords()
  const progress = useTransfer(message.id)
  const link = useLink(conversation.id)
  const [where, look] = useWhereabouts(message)
  const mine = message.from === 'me'
  const isHere = (mine || file.state === 'done') && !where.gone
  const inRoom = conversation.kind === 'room'
  const isThere = useIsInRoom(conversation.id, message.author?.personId ?? null)
  const reachable = (link?.state === 'open' || link?.state === 'unstable') && (!inRoom || isThere)
  const who = message.author?.name ?? conversation.title
  const stuck = reachable ? stuckOf(file, progress) : null
  const state = stuck || (where.gone && !mine) ? '' : stateWords(file, progress, { mine, name: message.text, who, reachable, inRoom }, words)
  const { host, port } = stuck?.details ?? {}
  return (
    <div className="fl" data-testid="file" data-state={file.state}>
      {isHere && file.files === null ? <FilePreview message={message} size={file.size} onBroken={look} /> : null}
      <div className="fl-head">
        <FileIcon name={message.text} folder={file.files !== null} />
        <div className="fl-about">
          <bdi className="fl-name">{message.text}</bdi>
          <span className="fl-size">{sizeOf(file, words)}</span>
        </div>
      </div>
      {file.state === 'accepted' ? (
        <progress aria-label={words.t('progress', { name: message.text })} value={progress?.at ?? file.at} max={Math.max(1, file.size)} />
      ) : null}
      {state === '' ? null : (
        <p className="fl-state" data-testid="file-state">
          {state}
        </p>
      )}
      <SavedPath message={message} where={where} who={who} />
      {file.state === 'failed' && file.failure ? (
        <div className="fl-failure">
          <ErrorText error={file.failure} />
        </div>
      ) : null}
      {stuck ? (
        <div className="fl-failure" role="status" data-testid="file-stuck">
          <ErrorText error={stuck} />{' '}
          <button type="button" className="cv-link" data-testid="file-why" onClick={() => askDoctorAt({ host: String(host), port: Number(port) })}>
            {words.t('why')}
          </button>
        </div>
      ) : null}
      <FileActions message={message} file={file} conversation={conversation} gone={where.gone} onShown={look} />
    </div>
  )
}

function FileActions({ message, file, conversation, gone, onShown }: FileBodyProps & { readonly gone: boolean; readonly onShown: () => void }) {
  const { t } = useFileWords()
  const mine = message.from === 'me'
  const act = (decision: Decision, key: string, primary = false): ReactNode => (
    <Button key={decision} variant={primary ? 'primary' : 'secondary'} data-testid={`file-${decision}`} onClick={() => void decideFile(message, decision)}>
      {t(key)}
    </Button>
  )
  const actions = actionsOf(file, mine, conversation, gone, act)
  const canShow = file.state === 'done' && !mine
  if (file.state === 'offered' && !mine && conversation.request) return <p className="fl-state">{t('acceptFirst')}</p>
  if (actions.length === 0 && !canShow) return null
  return (
    <div className="fl-actions">
      {actions}
      {canShow ? (
        <Button data-testid="file-show" onClick={() => void showFile(message).then(onShown)}>
          {t('show')}
        </Button>
      ) : null}
    </div>
  )
}

function actionsOf(
  file: FileInfo,
  mine: boolean,
  { blocked, kind }: Conversation,
  gone: boolean,
  act: (decision: Decision, key: string, primary?: boolean) => ReactNode,
): readonly ReactNode[] {
  if (blocked) return []
  switch (file.state) {
    case 'offered':
      return mine ? [act('cancel', kind === 'room' ? 'withdraw' : 'cancel')] : [act('accept', 'accept', true), act('decline', 'decline')]
    case 'accepted':
      return [file.pausedByMe ? act('resume', 'resume') : act('pause', 'pause'), act('cancel', 'cancel')]
    case 'failed':
      // What came of it so far goes with it.
      return mine ? [act('retry', 'offerAgain')] : [act('retry', 'retry', true), act('cancel', 'cancel')]
    case 'declined':
      // There nobody was told, and it is on offer as before.
      return kind === 'room' && !mine ? [act('accept', 'takeAfterAll')] : []
    case 'done':
      // Its author may still have it on offer.
      return kind === 'room' && !mine && gone ? [act('accept', 'takeAgain', true)] : []
    default:
      return []
  }
}
