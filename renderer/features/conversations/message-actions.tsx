import { Binary, Copy, MoreHorizontal, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { setComposing } from '../../state/composer-store.ts'
import { copyText } from '../../state/conversation-actions.ts'
import { deleteMessage, reactToMessage } from '../../state/message-actions.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { type FinalFocus, Menu, type MenuItem } from '../../ui/menu.tsx'
import { Popover } from '../../ui/popover.tsx'
import { showBytes } from '../shell/show-diagnostics.ts'
import { EmojiPicker } from './emoji-part.ts'
import type { Abilities } from './message-abilities.ts'
import { startReply } from './start-reply.ts'
import { useWords } from './use-words.ts'

/** What can be done with a message: in its menu, and at the pointer. */
export function useMessageItems(message: Message, can: Abilities): readonly MenuItem[] {
  const { t } = useWords()
  return [
    ...(can.reply ? [{ label: t('message.reply'), icon: <Reply size={16} />, shortcut: 'R', onSelect: () => startReply(message) }] : []),
    ...(can.edit
      ? [{ label: t('message.edit'), icon: <Pencil size={16} />, shortcut: 'E', onSelect: () => setComposing(message.conversationId, { editing: message.id }) }]
      : []),
    ...(message.deleted
      ? []
      : [
          { label: t('message.copy'), icon: <Copy size={16} />, shortcut: 'C', onSelect: () => void copyText(message.text) },
          {
            label: t('message.bytes'),
            icon: <Binary size={16} />,
            onSelect: () => showBytes({ notation: 'text', text: message.text, origin: t('message.bytesOf') }),
          },
        ]),
    ...(can.remove ? [{ label: t('message.delete'), icon: <Trash2 size={16} />, shortcut: 'Del', danger: true, onSelect: () => deleteMessage(message) }] : []),
  ]
}

interface MessageActionsProps {
  readonly message: Message
  readonly can: Abilities
  readonly items: readonly MenuItem[]
  /** A menu of it is open: it must not go when the pointer does. */
  readonly onBusy: (busy: boolean) => void
  readonly finalFocus: FinalFocus
}

/** What hovers over a message that is looked at. */
export function MessageActions({ message, can, items, onBusy, finalFocus }: MessageActionsProps) {
  const { t } = useWords()
  const [picking, setPicking] = useState(false)
  const pick = (open: boolean) => {
    setPicking(open)
    onBusy(open)
  }
  if (items.length === 0 && !can.react && !can.reply) return null
  return (
    <div className="cv-actions" data-testid="message-actions">
      {can.react ? (
        <Popover
          open={picking}
          onOpenChange={pick}
          finalFocus={finalFocus}
          trigger={<IconButton size="small" label={t('message.react')} icon={<SmilePlus size={16} />} />}
        >
          <EmojiPicker
            quick
            onPick={(emoji) => {
              pick(false)
              void reactToMessage(message, emoji)
            }}
          />
        </Popover>
      ) : null}
      {can.reply ? <IconButton size="small" label={t('message.reply')} icon={<Reply size={16} />} onClick={() => startReply(message)} /> : null}
      {items.length === 0 ? null : (
        <Menu
          items={items}
          onOpenChange={onBusy}
          finalFocus={finalFocus}
          trigger={<IconButton size="small" label={t('message.more')} icon={<MoreHorizontal size={16} />} />}
        />
      )}
    </div>
  )
}
