import { Activity, CircleHelp, Languages, MessageSquarePlus, Monitor, Moon, Radio, Send, Settings, Sun, UsersRound } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { selectConversation } from '../../state/conversation-actions.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { diagnosticTests } from '../../state/diagnostics-page.ts'
import { useSelection } from '../../state/selection-store.ts'
import { openSendTo } from '../../state/send-to-store.ts'
import type { PaletteEntry } from '../../ui/command-palette.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { updateSettings } from '../settings/update-settings.ts'
import { goTo, goToSettings, settingsSections } from './page-store.ts'
import { showTest } from './show-diagnostics.ts'
import { pageKeys } from './use-shell-keys.ts'

const icon = { size: 18, 'aria-hidden': true } as const

/** What the palette offers now: every conversation, every place, what can be done from anywhere. */
export function usePaletteEntries(): readonly PaletteEntry[] {
  const { t } = useTranslation('app')
  const byId = useConversations((state) => state.byId)
  return useMemo(() => {
    const actions = t('palette.actions')
    const look = t('palette.look')
    const theme = (name: 'light' | 'dark' | 'system', Icon: typeof Sun): PaletteEntry => ({
      id: name,
      group: look,
      label: t(`palette.${name}`),
      icon: <Icon {...icon} />,
      run: () => void updateSettings({ theme: name }),
    })
    const language = (name: 'en' | 'fr', label: string): PaletteEntry => ({
      id: name,
      group: look,
      label,
      also: t('set.language'),
      icon: <Languages {...icon} />,
      run: () => void updateSettings({ language: name }),
    })
    return [
      ...people(Object.values(byId), t('palette.people')),
      { id: 'new', group: actions, label: t('palette.new'), icon: <MessageSquarePlus {...icon} />, keys: 'Ctrl N', run: openDialog('new-conversation') },
      {
        id: 'send-to',
        group: actions,
        label: t('palette.sendTo'),
        icon: <Send {...icon} />,
        run: () => {
          goTo('conversations')
          openSendTo(null)
        },
      },
      { id: 'rooms', group: actions, label: t('rooms'), icon: <UsersRound {...icon} />, keys: pageKeys.rooms, run: () => goTo('rooms') },
      { id: 'nearby', group: actions, label: t('nearby'), icon: <Radio {...icon} />, keys: pageKeys.nearby, run: () => goTo('nearby') },
      { id: 'diagnostics', group: actions, label: t('diagnostics'), icon: <Activity {...icon} />, keys: pageKeys.diagnostics, run: () => goTo('diagnostics') },
      ...diagnosticTests.map(
        (test): PaletteEntry => ({
          id: `test-${test}`,
          group: actions,
          label: t('palette.test', { name: t(`tests.${test}`) }),
          icon: <Activity {...icon} />,
          run: () => showTest(test),
        }),
      ),
      { id: 'help', group: actions, label: t('palette.help'), icon: <CircleHelp {...icon} />, run: openDialog('help') },
      ...settingsSections.map(
        (section): PaletteEntry => ({
          id: section,
          group: actions,
          label: t('palette.section', { name: t(`set.${section}`) }),
          icon: <Settings {...icon} />,
          run: () => goToSettings(section),
        }),
      ),
      theme('light', Sun),
      theme('dark', Moon),
      theme('system', Monitor),
      language('en', 'English'),
      language('fr', 'Français'),
    ]
  }, [byId, t])
}

function people(conversations: readonly Conversation[], group: string): PaletteEntry[] {
  return [...conversations]
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map((conversation) => ({
      id: conversation.id,
      group,
      label: conversation.title,
      icon: <PersonAvatar conversation={conversation} size="small" />,
      run: () => {
        goTo('conversations')
        selectConversation(conversation.id)
      },
    }))
}

export const openDialog = (dialog: 'new-conversation' | 'help') => () => {
  goTo('conversations')
  useSelection.setState({ dialog })
}
