import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../shared/model/settings.ts'
import { Button } from '../../ui/button.tsx'
import { goToSettings } from '../shell/page-store.ts'
import { BlockedPeople } from './blocked-people.tsx'
import { Fact, Group } from './group.tsx'
import { Toggle } from './toggle.tsx'

export function PrivacySection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  return (
    <>
      <Group>
        <Toggle settings={settings} name="sendReadMarks" label={t('set.readMarks')} hint={t('set.readMarksHint')} />
        <Toggle settings={settings} name="sendTyping" label={t('set.typing')} hint={t('set.typingHint')} />
        <Fact label={t('set.seen')} action={<Button onClick={openNetwork}>{t('set.seenOpen')}</Button>}>
          {t('set.seenHint')}
        </Fact>
      </Group>
      <BlockedPeople />
    </>
  )
}

/** The button goes with its part: focus is where that part begins. */
function openNetwork(): void {
  goToSettings('network')
  document.getElementById('settings-tab-network')?.focus()
}

export function NotificationsSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  return (
    <Group>
      <Toggle settings={settings} name="notifications" label={t('set.notify')} hint={t('set.notifyHint')} />
    </Group>
  )
}
