import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nameSchema } from '../../../shared/ipc/contract.ts'
import { TextField } from '../../ui/text-field.tsx'
import { updateSettings } from './update-settings.ts'

/** Saved when one leaves it, if it can be used. */
export function NameField({ name }: { readonly name: string }) {
  const { t } = useTranslation('app')
  const [text, setText] = useState(name)
  useEffect(() => setText(name), [name])
  const valid = nameSchema.safeParse(text).success
  const save = () => {
    if (valid && text.trim() !== name) void updateSettings({ name: text })
  }
  return (
    <TextField
      label={t('set.name')}
      value={text}
      error={valid ? undefined : t('set.nameBad')}
      onChange={setText}
      onBlur={save}
      maxLength={64}
      data-testid="settings-name"
    />
  )
}
