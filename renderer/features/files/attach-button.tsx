import { File as FileMark, Folder, Paperclip, UsersRound } from 'lucide-react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { sendChosen } from '../../state/file-actions.ts'
import { useTakesFiles } from '../../state/rooms-store.ts'
import { openSendTo } from '../../state/send-to-store.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useFileWords } from './file-words.ts'

/** Files or a folder, chosen in the system's dialog. */
export function AttachButton({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useFileWords()
  const takes = useTakesFiles(conversation)
  const conversationId = conversation.id
  const items = [
    { label: t('chooseFiles'), icon: <FileMark size={16} />, onSelect: () => void sendChosen([conversationId], 'files') },
    { label: t('chooseFolder'), icon: <Folder size={16} />, onSelect: () => void sendChosen([conversationId], 'folder') },
    { label: t('toSeveral'), icon: <UsersRound size={16} />, onSelect: () => openSendTo(null) },
  ]
  if (!takes) return null
  return <Menu items={items} trigger={<IconButton label={t('attach')} icon={<Paperclip size={20} />} data-testid="attach" />} />
}
