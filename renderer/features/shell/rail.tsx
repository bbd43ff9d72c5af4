import { MessagesSquare, Settings as SettingsIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { unreadTotal, useConversations } from '../../state/conversations-store.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Tree } from '../../ui/tree.tsx'
import { goTo, type Page, usePage } from './page-store.ts'

/** Where one can go. */
export function Rail() {
  const { t } = useTranslation('app')
  const page = usePage((state) => state.page)
  const unread = useConversations(({ byId }) => unreadTotal(byId))
  const item = (to: Page, label: string, icon: React.ReactNode) => (
    <IconButton label={label} icon={icon} aria-current={page === to ? 'page' : undefined} data-testid={`rail-${to}`} onClick={() => goTo(to)} />
  )
  return (
    <nav className="shell-rail" aria-label={t('main')}>
      <span className="shell-mark">
        <Tree size={32} />
      </span>
      <span className="shell-rail-item">
        {item(
          'conversations',
          unread > 0 ? t('unread', { name: t('conversations'), count: unread }) : t('conversations'),
          <MessagesSquare size={22} aria-hidden="true" />,
        )}
        {unread > 0 ? (
          <span className="shell-badge" aria-hidden="true">
            {unread > 99 ? '99+' : unread}
          </span>
        ) : null}
      </span>
      <span className="shell-space" />
      {item('settings', t('settings'), <SettingsIcon size={22} aria-hidden="true" />)}
    </nav>
  )
}
