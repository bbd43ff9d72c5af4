import { File as FileMark, Folder, Paperclip } from 'lucide-react'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import { sendChosen } from '../../state/file-actions.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useFileWords } from './file-words.ts'

/** Files or a folder, chosen in the system's dialog. */
export function AttachButton({ conversationId }: { readonly conversationId: ConversationId }) {
  const { t } = useFileWords()
  const items = [
    { label: t('chooseFiles'), icon: <FileMark size={16} />, onSelect: () => void sendChosen(conversationId, 'files') },
    { label: t('chooseFolder'), icon: <Folder size={16} />, onSelect: () => void sendChosen(conversationId, 'folder') },
  ]
  return <Menu items={items} trigger={<IconButton label={t('attach')} icon={<Paperclip size={20} />} data-testid="attach" />} />
}
