import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../shared/model/settings.ts'
import { Group } from './group.tsx'
import { Toggle } from './toggle.tsx'

export function PrivacySection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  return (
    <Group>
      <Toggle settings={settings} name="sendReadMarks" label={t('set.readMarks')} hint={t('set.readMarksHint')} />
      <Toggle settings={settings} name="sendTyping" label={t('set.typing')} hint={t('set.typingHint')} />
    </Group>
  )
}

export function NotificationsSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  return (
    <Group>
      <Toggle settings={settings} name="notifications" label={t('set.notify')} hint={t('set.notifyHint')} />
    </Group>
  )
}
