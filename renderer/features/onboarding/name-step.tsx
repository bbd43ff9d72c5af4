import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../shared/model/settings.ts'
import { languageOf } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ColorChoice, type ProfileColor } from '../settings/color-choice.tsx'
import { nameProblem } from '../settings/name-problem.ts'
import { PictureChoice } from '../settings/picture-choice.tsx'
import { Toggle } from '../settings/toggle.tsx'
import { updateSettings } from '../settings/update-settings.ts'
import { WelcomeSide } from './welcome-side.tsx'

const languages = [
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'Français' },
] as const

interface NameStepProps {
  readonly settings: Settings
  readonly onNamed: () => void
}

export function NameStep({ settings, onNamed }: NameStepProps) {
  const { t } = useTranslation('app')
  const [name, setName] = useState(settings.name)
  const [color, setColor] = useState(settings.color as ProfileColor)
  const [tried, setTried] = useState(false)
  const language = languageOf(settings.language)
  const problem = nameProblem(name)
  const shown = problem && (tried || problem.key.startsWith('nameLong')) ? problem : null
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (problem) event.currentTarget.querySelector('input')?.focus()
    else if (await updateSettings({ name: name.trim(), color, language })) onNamed()
  }
  return (
    <div className="first-sheet">
      <WelcomeSide />
      <form className="first-form" noValidate onSubmit={(event) => void submit(event)}>
        <div className="first-head">
          <h1>{t('onboarding.welcome')}</h1>
          <p>{t('onboarding.intro')}</p>
        </div>
        <TextField
          label={t('onboarding.name')}
          hint={shown ? undefined : t('onboarding.nameHint')}
          error={shown ? t(`onboarding.${shown.key}`, shown.values) : undefined}
          value={name}
          onChange={setName}
          autoFocus
          data-testid="onboarding-name"
        />
        <PictureChoice name={name} color={color} />
        <ColorChoice label={t('onboarding.color')} value={color} onChange={setColor} />
        <Segmented
          label={t('onboarding.language')}
          value={language}
          options={languages}
          onChange={(next) => void updateSettings({ language: next })}
          data-testid="onboarding-language"
        />
        <Toggle settings={settings} name="discovery" label={t('onboarding.seen')} />
        <div className="first-end">
          <span className="ui-hint">{t('onboarding.step', { step: 1 })}</span>
          <Button type="submit" variant="primary" data-testid="onboarding-next">
            {t('onboarding.next')}
          </Button>
        </div>
      </form>
    </div>
  )
}
