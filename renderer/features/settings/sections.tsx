import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { About, CallAnswer } from '../../../shared/ipc/contract.ts'
import { profileColors } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { getApi } from '../../api.ts'
import { useApp } from '../../state/app-store.ts'
import { copyText } from '../../state/conversation-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Select } from '../../ui/select.tsx'
import { Swatches } from '../../ui/swatches.tsx'
import { Switch } from '../../ui/switch.tsx'
import { MyCard } from './my-card.tsx'
import { NameField } from './name-field.tsx'
import { PortField } from './port-field.tsx'
import { updateSettings } from './update-settings.ts'

type Section = { readonly settings: Settings }
type Flag = 'allowPlain' | 'sendReadMarks' | 'sendTyping' | 'notifications' | 'sendWithEnter'

function Toggle({ settings, name, label, hint }: Section & { readonly name: Flag; readonly label: string; readonly hint?: string }) {
  return <Switch label={label} {...(hint === undefined ? {} : { hint })} checked={settings[name]} onChange={(on) => void updateSettings({ [name]: on })} />
}

export function ProfileSection({ settings }: Section) {
  const { t } = useTranslation('app')
  const card = useApp((state) => state.card)
  const colors = profileColors.map((value) => ({ value, label: t(`colors.${value}`) }))
  return (
    <>
      <NameField name={settings.name} />
      <Swatches
        label={t('set.color')}
        colors={colors}
        value={settings.color}
        onChange={(color) => void updateSettings({ color: color as (typeof profileColors)[number] })}
      />
      {card ? (
        <div className="set-row">
          <h2>{t('set.card')}</h2>
          <MyCard card={card} />
        </div>
      ) : null}
    </>
  )
}

export function NetworkSection({ settings }: Section) {
  const { t } = useTranslation('app')
  const known = ['::', '127.0.0.1']
  const hosts = [
    { value: '::', label: t('set.everywhere') },
    { value: '127.0.0.1', label: t('set.onlyHere') },
    ...(known.includes(settings.host) ? [] : [{ value: settings.host, label: settings.host }]),
  ]
  return (
    <>
      <PortField port={settings.port} />
      <Select label={t('set.host')} hint={t('set.hostHint')} value={settings.host} options={hosts} onChange={(host) => void updateSettings({ host })} />
      <Toggle settings={settings} name="allowPlain" label={t('set.allowPlain')} hint={t('set.allowPlainHint')} />
    </>
  )
}

export function PrivacySection({ settings }: Section) {
  const { t } = useTranslation('app')
  return (
    <>
      <Toggle settings={settings} name="sendReadMarks" label={t('set.readMarks')} />
      <Toggle settings={settings} name="sendTyping" label={t('set.typing')} />
      <Toggle settings={settings} name="notifications" label={t('set.notifications')} hint={t('set.notificationsHint')} />
    </>
  )
}

export function AppearanceSection({ settings }: Section) {
  const { t } = useTranslation('app')
  const themes = [
    { value: 'system', label: t('set.themeSystem') },
    { value: 'light', label: t('set.themeLight') },
    { value: 'dark', label: t('set.themeDark') },
  ] as const
  const languages = [
    { value: 'system', label: t('set.languageSystem') },
    { value: 'en', label: 'English' },
    { value: 'fr', label: 'Français' },
  ] as const
  return (
    <>
      <Select label={t('set.theme')} value={settings.theme} options={themes} onChange={(theme) => void updateSettings({ theme })} />
      <Select label={t('set.language')} value={settings.language} options={languages} onChange={(language) => void updateSettings({ language })} />
      <label className="ui-field">
        <span className="ui-label">{t('set.textSize')}</span>
        <span className="set-range">
          <input
            type="range"
            min={12}
            max={24}
            step={1}
            value={settings.textSize}
            onChange={(event) => void updateSettings({ textSize: Number(event.target.value) })}
          />
          <output>{t('set.textSizeValue', { size: settings.textSize })}</output>
        </span>
      </label>
    </>
  )
}

export function KeysSection({ settings }: Section) {
  const { t } = useTranslation('app')
  const keys = [
    ['shortcutPalette', 'Ctrl K'],
    ['shortcutNew', 'Ctrl N'],
    ['shortcutSearch', 'Ctrl F'],
    ['shortcutSwitch', 'Alt ↑ ↓'],
    ['shortcutSettings', 'Ctrl ,'],
    ['shortcutClose', 'Esc'],
  ] as const
  return (
    <>
      <Toggle settings={settings} name="sendWithEnter" label={t('set.enter')} hint={t('set.enterHint')} />
      <h2>{t('set.shortcuts')}</h2>
      <dl className="set-keys">
        {keys.map(([name, combination]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t(`set.${name}`)}</dt>
            <dd>
              <Kbd>{combination}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

export function StorageSection() {
  const { t } = useTranslation('app')
  const storage = useApp((state) => state.storage)
  const about = useAbout()
  return (
    <>
      {storage?.rescued ? <Banner tone="warning">{t('set.rescued', { file: storage.rescued.keptAs, count: storage.rescued.messages })}</Banner> : null}
      <div className="set-row">
        <span className="ui-label">{t('set.protection')}</span>
        <p data-testid="protection">
          {storage ? t(`set.${storage.protection}`) : ''} {t('set.encrypted')}
        </p>
      </div>
      {about ? (
        <div className="set-row">
          <span className="ui-label">{t('set.folder')}</span>
          <CopyField value={about.dataFolder} label={t('set.copyFolder')} onCopy={copyText} />
        </div>
      ) : null}
    </>
  )
}

export function AboutSection() {
  const { t } = useTranslation('app')
  const about = useAbout()
  const [licences, setLicences] = useState<CallAnswer<'app.licences'> | null>(null)
  const show = () =>
    void getApi()
      .call('app.licences', {})
      .then(setLicences, () => setLicences([]))
  return (
    <>
      <div className="set-row">
        <h2>Palabre {about?.version}</h2>
        <p>{t('set.licence')}</p>
        {about ? (
          <p className="ui-hint">
            Electron {about.electron} · Chromium {about.chromium} · Node {about.node} · {about.platform}
          </p>
        ) : null}
      </div>
      <div className="set-row">
        <h2>{t('set.licences')}</h2>
        {licences === null ? (
          <span>
            <Button onClick={show}>{t('set.licencesShow')}</Button>
          </span>
        ) : (
          <div className="set-licences">
            {licences.map(({ name, version, licence, text }) => (
              <details key={name}>
                <summary>
                  {name} {version} · {licence}
                </summary>
                <pre>{text}</pre>
              </details>
            ))}
          </div>
        )}
      </div>
    </>
  )
}

function useAbout(): About | null {
  const [about, setAbout] = useState<About | null>(null)
  useEffect(() => {
    getApi()
      .call('app.about', {})
      .then(setAbout, () => setAbout(null))
  }, [])
  return about
}
