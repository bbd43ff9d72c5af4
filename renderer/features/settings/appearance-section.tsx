import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../shared/model/settings.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Group } from './group.tsx'
import { TextSize } from './text-size.tsx'
import { updateSettings } from './update-settings.ts'

const icon = { size: 16, 'aria-hidden': true } as const

export function AppearanceSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const themes = [
    { value: 'system', label: t('set.themeSystem'), icon: <Monitor {...icon} /> },
    { value: 'light', label: t('set.themeLight'), icon: <Sun {...icon} /> },
    { value: 'dark', label: t('set.themeDark'), icon: <Moon {...icon} /> },
  ] as const
  const languages = [
    { value: 'system', label: t('set.languageSystem') },
    { value: 'en', label: 'English' },
    { value: 'fr', label: 'Français' },
  ] as const
  return (
    <Group>
      <Segmented
        label={t('set.theme')}
        value={settings.theme}
        options={themes}
        onChange={(theme) => void updateSettings({ theme })}
        data-testid="settings-theme"
      />
      <Segmented
        label={t('set.language')}
        value={settings.language}
        options={languages}
        onChange={(language) => void updateSettings({ language })}
        data-testid="settings-language"
      />
      <TextSize size={settings.textSize} />
    </Group>
  )
}
