import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nameSchema } from '../../../shared/ipc/contract.ts'
import { profileColors } from '../../../shared/model/person.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { languageOf } from '../../i18n/i18n.ts'
import { useApp } from '../../state/app-store.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { Swatches } from '../../ui/swatches.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Tree } from '../../ui/tree.tsx'
import { MyCard } from '../settings/my-card.tsx'
import { updateSettings } from '../settings/update-settings.ts'

/** The first run: a pseudonym and a language, then one's card. Under a minute, no account. */
export function Onboarding({ settings }: { readonly settings: Settings }) {
  const [named, setNamed] = useState(false)
  return (
    <div className="first" data-testid="onboarding">
      {named ? <CardStep /> : <NameStep settings={settings} onNamed={() => setNamed(true)} />}
    </div>
  )
}

function NameStep({ settings, onNamed }: { readonly settings: Settings; readonly onNamed: () => void }) {
  const { t } = useTranslation('app')
  const [name, setName] = useState(settings.name)
  const [tried, setTried] = useState(false)
  const valid = nameSchema.safeParse(name).success
  const error = valid || !tried ? undefined : t(name.trim() === '' ? 'onboarding.nameNeeded' : 'onboarding.nameBad')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (valid && (await updateSettings({ name, language: settings.language === 'system' ? languageOf('system') : settings.language }))) onNamed()
  }
  const colors = profileColors.map((value) => ({ value, label: t(`colors.${value}`) }))
  return (
    <form className="first-panel" onSubmit={(event) => void submit(event)}>
      <div className="first-head">
        <Tree size={56} />
        <h1>{t('onboarding.welcome')}</h1>
        <p>{t('onboarding.intro')}</p>
      </div>
      <TextField
        label={t('onboarding.name')}
        hint={t('onboarding.nameHint')}
        error={error}
        value={name}
        onChange={setName}
        maxLength={64}
        autoFocus
        data-testid="onboarding-name"
      />
      <Swatches
        label={t('onboarding.color')}
        colors={colors}
        value={settings.color}
        onChange={(color) => void updateSettings({ color: color as (typeof profileColors)[number] })}
      />
      <Select
        label={t('onboarding.language')}
        value={languageOf(settings.language)}
        options={[
          { value: 'en', label: 'English' },
          { value: 'fr', label: 'Français' },
        ]}
        onChange={(language) => void updateSettings({ language })}
      />
      <div className="first-end">
        <span className="ui-hint">{t('onboarding.step', { step: 1 })}</span>
        <Button type="submit" variant="primary" data-testid="onboarding-next">
          {t('onboarding.next')}
        </Button>
      </div>
    </form>
  )
}

function CardStep() {
  const { t } = useTranslation('app')
  const card = useApp((state) => state.card)
  return (
    <div className="first-panel">
      <div className="first-head">
        <h1>{t('onboarding.cardTitle')}</h1>
        <p>{t('onboarding.cardText')}</p>
      </div>
      {card ? <MyCard card={card} /> : null}
      <div className="first-end">
        <span className="ui-hint">{t('onboarding.step', { step: 2 })}</span>
        <Button variant="primary" autoFocus data-testid="onboarding-done" onClick={() => void updateSettings({ onboarded: true })}>
          {t('onboarding.done')}
        </Button>
      </div>
    </div>
  )
}
