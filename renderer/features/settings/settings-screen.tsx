import { Bell, Database, FolderDown, Info, Keyboard, Network, Palette, Shield, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useApp } from '../../state/app-store.ts'
import { TabbedPage } from '../../ui/tabbed-page.tsx'
import { settingsSections, usePage } from '../shell/page-store.ts'
import { AboutSection } from './about-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { FilesSection } from './files-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { NetworkSection } from './network-section.tsx'
import { NotificationsSection, PrivacySection } from './privacy-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { StorageSection } from './storage-section.tsx'
import './settings.css'

const parts = {
  profile: [UserRound, ProfileSection],
  network: [Network, NetworkSection],
  files: [FolderDown, FilesSection],
  privacy: [Shield, PrivacySection],
  notifications: [Bell, NotificationsSection],
  appearance: [Palette, AppearanceSection],
  keys: [Keyboard, KeysSection],
  storage: [Database, StorageSection],
  about: [Info, AboutSection],
} as const

export function SettingsScreen() {
  const { t } = useTranslation('app')
  const settings = useApp((state) => state.settings)
  const current = usePage((state) => state.section)
  if (!settings) return null
  const Section = parts[current][1]
  return (
    <TabbedPage
      id="settings"
      title={t('settings')}
      label={t('set.sections')}
      tabs={settingsSections.map((key) => ({ key, label: t(`set.${key}`), icon: parts[key][0] }))}
      current={current}
      onChange={(section) => usePage.setState({ section })}
    >
      <div className="set-body">
        <header className="set-head">
          <h1>{t(`set.${current}`)}</h1>
          <p>{t(`set.${current}Lead`)}</p>
        </header>
        <Section settings={settings} />
      </div>
    </TabbedPage>
  )
}
