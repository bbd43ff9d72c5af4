import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../ui/text-field.tsx'
import { nameProblem } from './name-problem.ts'
import { updateSettings } from './update-settings.ts'

/** Saved when one leaves it or presses Enter, if it can be used. */
export function NameField({ name }: { readonly name: string }) {
  const { t } = useTranslation('app')
  const [text, setText] = useState(name)
  useEffect(() => setText(name), [name])
  const problem = nameProblem(text)
  const save = () => {
    if (!problem && text.trim() !== name) void updateSettings({ name: text.trim() })
  }
  return (
    <TextField
      label={t('set.name')}
      hint={t('set.nameSaved')}
      value={text}
      error={problem ? t(`onboarding.${problem.key}`, problem.values) : undefined}
      onChange={setText}
      onBlur={save}
      onEnter={save}
      data-testid="settings-name"
    />
  )
}
