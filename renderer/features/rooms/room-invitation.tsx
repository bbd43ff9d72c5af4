import { useState } from 'react'
import { copyText } from '../../state/conversation-actions.ts'
import { roomInvitation } from '../../state/room-actions.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { useRoomWords } from './use-room-words.ts'

/** It appears at the end of a dialog that may be longer than the window. */
const bringIntoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' })

/** A link that brings others in, made when it is asked for: it may carry the ticket of a room that lets in only whom one invites. */
export function RoomInvitation({ id, hosting }: { readonly id: string; readonly hosting: boolean }) {
  const { t } = useRoomWords()
  const [url, setUrl] = useState<string | null>(null)
  if (url === null) {
    return (
      <Button onClick={async () => setUrl(await roomInvitation(id))} data-testid="room-invite">
        {t('invite')}
      </Button>
    )
  }
  return (
    <div className="rm-invitation" data-testid="room-invitation" ref={bringIntoView}>
      <div className="rm-invitation-text">
        <span className="ui-label">{t('invitation')}</span>
        <span className="ui-hint">
          {t('invitationHint')} {t(hosting ? 'invitationMine' : 'invitationTheirs')}
        </span>
        <CopyField oneLine value={url} label={t('copyInvitation')} onCopy={copyText} />
      </div>
      <QrCode value={url} label={t('invitationQr')} size={152} />
    </div>
  )
}
