import type { Settings } from '../../../shared/model/settings.ts'
import { Switch } from '../../ui/switch.tsx'
import { updateSettings } from './update-settings.ts'

interface ToggleProps {
  readonly settings: Settings
  readonly name: 'allowPlain' | 'discovery' | 'hideName' | 'hostDirectory' | 'sendReadMarks' | 'sendTyping' | 'notifications' | 'sendWithEnter'
  readonly label: string
  readonly hint?: string
}

/** A setting that is on or off. */
export function Toggle({ settings, name, label, hint }: ToggleProps) {
  return <Switch label={label} {...(hint ? { hint } : {})} checked={settings[name]} onChange={(on) => void updateSettings({ [name]: on })} />
}
