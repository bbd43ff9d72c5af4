import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../ui/text-field.tsx'
import { updateSettings } from './update-settings.ts'

interface PortFieldProps {
  readonly name: 'port' | 'directoryPort'
  readonly port: number
  readonly label: string
}

/** Saved when one leaves it or presses Enter, if it is a port. */
export function PortField({ name, port, label }: PortFieldProps) {
  const { t } = useTranslation('app')
  const [text, setText] = useState(String(port))
  useEffect(() => setText(String(port)), [port])
  const valid = /^\d{1,5}$/.test(text.trim()) && Number(text) <= 65535
  const save = () => {
    if (valid && Number(text) !== port) void updateSettings({ [name]: Number(text) })
  }
  return (
    <TextField
      label={label}
      hint={t('set.portHint')}
      value={text}
      error={valid ? undefined : t('set.portBad')}
      onChange={setText}
      onBlur={save}
      onEnter={save}
      inputMode="numeric"
      mono
      data-testid={`settings-${name}`}
    />
  )
}
