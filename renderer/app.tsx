import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect } from 'react'
import { getApi } from './api.ts'
import { ConversationsScreen } from './features/conversations/conversations-screen.tsx'
import { useAppearance } from './features/shell/appearance.ts'
import { OfflineBanner } from './features/shell/offline-banner.tsx'
import { goTo, usePage } from './features/shell/page-store.ts'
import { Rail } from './features/shell/rail.tsx'
import { Loading, StartFailed } from './features/shell/start-screen.tsx'
import { StatusCorner } from './features/shell/status-corner.tsx'
import { ToastRegion } from './features/shell/toast-region.tsx'
import { useShellKeys } from './features/shell/use-shell-keys.ts'
import { useApp } from './state/app-store.ts'
import { retryStart } from './state/start.ts'
import { lazyPart, Once } from './ui/lazy-part.tsx'
import './features/shell/shell.css'

const Onboarding = lazyPart(async () => (await import('./features/onboarding/onboarding.tsx')).Onboarding)
const RoomsScreen = lazyPart(async () => (await import('./features/rooms/rooms-screen.tsx')).RoomsScreen)
const NearbyScreen = lazyPart(async () => (await import('./features/nearby/nearby-screen.tsx')).NearbyScreen)
const DiagnosticsScreen = lazyPart(async () => (await import('./features/diagnostics/diagnostics-screen.tsx')).DiagnosticsScreen)
const SettingsScreen = lazyPart(async () => (await import('./features/settings/settings-screen.tsx')).SettingsScreen)
const Palette = lazyPart(async () => (await import('./features/shell/palette.tsx')).Palette)

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

const pages = {
  conversations: <ConversationsScreen />,
  rooms: <RoomsScreen />,
  nearby: <NearbyScreen />,
  diagnostics: <DiagnosticsScreen />,
  settings: <SettingsScreen />,
}

function Frame() {
  const page = usePage((state) => state.page)
  const palette = usePage((state) => state.palette)
  useShellKeys()
  // A notification or a link leads to a conversation, wherever one is.
  useEffect(() => getApi().onOpen(() => goTo('conversations')), [])
  return (
    <div className="shell">
      <Rail />
      <OfflineBanner />
      <div className="shell-page">{pages[page]}</div>
      <StatusCorner />
      <Once wanted={palette}>
        <Palette />
      </Once>
    </div>
  )
}
