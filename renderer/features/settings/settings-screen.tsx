import { Database, Info, Keyboard, Network, Palette, Shield, UserRound } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApp } from '../../state/app-store.ts'
import { AboutSection, AppearanceSection, KeysSection, NetworkSection, PrivacySection, ProfileSection, StorageSection } from './sections.tsx'

const sections = [
  ['profile', UserRound, ProfileSection],
  ['network', Network, NetworkSection],
  ['privacy', Shield, PrivacySection],
  ['appearance', Palette, AppearanceSection],
  ['keys', Keyboard, KeysSection],
  ['storage', Database, StorageSection],
  ['about', Info, AboutSection],
] as const

export function SettingsScreen() {
  const { t } = useTranslation('app')
  const settings = useApp((state) => state.settings)
  const [current, setCurrent] = useState<(typeof sections)[number][0]>('profile')
  if (!settings) return null
  const Section = sections.find(([name]) => name === current)?.[2] ?? ProfileSection
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = sections.findIndex(([name]) => name === current)
    const next = sections[(at + step + sections.length) % sections.length]
    if (next) setCurrent(next[0])
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[(at + step + sections.length) % sections.length]?.focus()
  }
  return (
    <div className="set" data-testid="settings-screen">
      <div className="set-nav" role="tablist" aria-orientation="vertical" aria-label={t('set.sections')} onKeyDown={onKeyDown}>
        {sections.map(([name, Icon]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`set-tab-${name}`}
            className="set-tab"
            aria-selected={name === current}
            aria-controls="set-panel"
            tabIndex={name === current ? 0 : -1}
            data-testid={`settings-${name}-tab`}
            onClick={() => setCurrent(name)}
          >
            <Icon size={18} aria-hidden="true" />
            {t(`set.${name}`)}
          </button>
        ))}
      </div>
      <main className="set-panel" role="tabpanel" id="set-panel" aria-labelledby={`set-tab-${current}`} tabIndex={-1}>
        <div className="set-body">
          <Section settings={settings} />
        </div>
      </main>
    </div>
  )
}
