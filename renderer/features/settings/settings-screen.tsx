import { Bell, Database, FolderDown, Info, Keyboard, Network, Palette, Shield, UserRound } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useApp } from '../../state/app-store.ts'
import { type SettingsSection, settingsSections, usePage } from '../shell/page-store.ts'
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
  const panel = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another section begins at its top
  useEffect(() => {
    if (panel.current) panel.current.scrollTop = 0
  }, [current])
  if (!settings) return null
  const Section = parts[current][1]
  return (
    <div className="set" data-testid="settings-screen">
      <Sections current={current} />
      <main ref={panel} className="set-panel">
        <div className="set-body" key={current} role="tabpanel" id="set-panel" aria-labelledby={`set-tab-${current}`}>
          <header className="set-head">
            <h1>{t(`set.${current}`)}</h1>
            <p>{t(`set.${current}Lead`)}</p>
          </header>
          <Section settings={settings} />
        </div>
      </main>
    </div>
  )
}

const show = (section: SettingsSection) => usePage.setState({ section })

function Sections({ current }: { readonly current: SettingsSection }) {
  const { t } = useTranslation('app')
  useEffect(() => {
    document.getElementById(`set-tab-${current}`)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [current])
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const last = settingsSections.length - 1
    const at = settingsSections.indexOf(current)
    const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key]
    const section = next === undefined ? undefined : settingsSections.at(next > last ? 0 : next)
    if (!section) return
    event.preventDefault()
    show(section)
    event.currentTarget.querySelector<HTMLElement>(`#set-tab-${section}`)?.focus()
  }
  return (
    <nav className="set-nav" aria-label={t('settings')}>
      <p className="set-nav-title">{t('settings')}</p>
      <div className="set-tabs" role="tablist" aria-orientation="vertical" aria-label={t('set.sections')} onKeyDown={onKeyDown}>
        {settingsSections.map((section) => {
          const Icon = parts[section][0]
          return (
            <button
              key={section}
              type="button"
              role="tab"
              id={`set-tab-${section}`}
              className="set-tab"
              aria-selected={section === current}
              aria-controls="set-panel"
              tabIndex={section === current ? 0 : -1}
              data-testid={`settings-${section}-tab`}
              onClick={() => show(section)}
            >
              <Icon size={18} aria-hidden="true" />
              {t(`set.${section}`)}
            </button>
          )
        })}
      </div>
    </nav>
  )
}
