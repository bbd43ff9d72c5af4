import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect } from 'react'
import { getApi } from './api.ts'
import { ConversationsScreen } from './features/conversations/conversations-screen.tsx'
import { NearbyScreen } from './features/nearby/nearby-screen.tsx'
import { Onboarding } from './features/onboarding/onboarding.tsx'
import { SettingsScreen } from './features/settings/settings-screen.tsx'
import { useAppearance } from './features/shell/appearance.ts'
import { OfflineBanner } from './features/shell/offline-banner.tsx'
import { goTo, usePage } from './features/shell/page-store.ts'
import { Palette } from './features/shell/palette.tsx'
import { Rail } from './features/shell/rail.tsx'
import { Loading, StartFailed } from './features/shell/start-screen.tsx'
import { StatusCorner } from './features/shell/status-corner.tsx'
import { ToastRegion } from './features/shell/toast-region.tsx'
import { useShellKeys } from './features/shell/use-shell-keys.ts'
import { useApp } from './state/app-store.ts'
import { retryStart } from './state/start.ts'
import './features/shell/shell.css'

/** All screens together. */
export function App() {
  useAppearance(useApp((state) => state.settings))
  return (
    <Tooltip.Provider delay={500}>
      <Screen />
      <ToastRegion />
    </Tooltip.Provider>
  )
}

function Screen() {
  const { status, settings, error } = useApp()
  if (status === 'failed') return <StartFailed error={error} onAgain={retryStart} />
  if (!settings) return <Loading />
  return settings.onboarded ? <Frame /> : <Onboarding settings={settings} />
}

const pages = { conversations: <ConversationsScreen />, nearby: <NearbyScreen />, settings: <SettingsScreen /> }

function Frame() {
  const page = usePage((state) => state.page)
  useShellKeys()
  // A notification or a link leads to a conversation, wherever one is.
  useEffect(() => getApi().onOpen(() => goTo('conversations')), [])
  return (
    <div className="shell">
      <Rail />
      <OfflineBanner />
      <div className="shell-page">{pages[page]}</div>
      <StatusCorner />
      <Palette />
    </div>
  )
}
