import { Activity, Command, MessagesSquare, Radio, Settings as SettingsIcon, UsersRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { newRequests, unreadTotal, useConversations } from '../../state/conversations-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { Tree } from '../../ui/tree.tsx'
import { goTo, type Page, setPalette, usePage } from './page-store.ts'

/** Where one can go. */
export function Rail() {
  const { t } = useTranslation('app')
  const unread = useConversations(({ byId }) => unreadTotal(byId) + newRequests(byId))
  return (
    <nav className="shell-rail" aria-label={t('main')}>
      <span className="shell-mark">
        <Tree size={34} />
      </span>
      <Place
        to="conversations"
        name={t('conversations')}
        label={unread > 0 ? t('unread', { name: t('conversations'), count: unread }) : t('conversations')}
        icon={<MessagesSquare size={22} aria-hidden="true" />}
        badge={<Badge count={unread} />}
      />
      <Place to="rooms" name={t('rooms')} label={t('rooms')} icon={<UsersRound size={22} aria-hidden="true" />} />
      <Place to="nearby" name={t('nearby')} label={t('nearby')} icon={<Radio size={22} aria-hidden="true" />} />
      <Place to="diagnostics" name={t('diagnostics')} label={t('diagnostics')} icon={<Activity size={22} aria-hidden="true" />} />
      <span className="shell-space" />
      <Tooltip side="right" content={t('palette.open')}>
        <button type="button" className="shell-place" aria-label={t('palette.open')} data-testid="rail-palette" onClick={() => setPalette(true)}>
          <Command size={20} aria-hidden="true" />
        </button>
      </Tooltip>
      <Place to="settings" name={t('settings')} label={t('settings')} icon={<SettingsIcon size={22} aria-hidden="true" />} />
    </nav>
  )
}

interface PlaceProps {
  readonly to: Page
  readonly name: string
  readonly label: string
  readonly icon: ReactNode
  readonly badge?: ReactNode
}

function Place({ to, name, label, icon, badge }: PlaceProps) {
  const here = usePage((state) => state.page === to)
  return (
    <Tooltip side="right" content={name}>
      <button
        type="button"
        className="shell-place"
        aria-label={label}
        aria-current={here ? 'page' : undefined}
        data-testid={`rail-${to}`}
        onClick={() => goTo(to)}
      >
        {icon}
        {badge}
      </button>
    </Tooltip>
  )
}
