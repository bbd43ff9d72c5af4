import { Tooltip } from '@base-ui/react/tooltip'
import { ConversationsScreen } from './features/conversations/conversations-screen.tsx'
import { Onboarding } from './features/onboarding/onboarding.tsx'
import { SettingsScreen } from './features/settings/settings-screen.tsx'
import { useAppearance } from './features/shell/appearance.ts'
import { OfflineBanner } from './features/shell/offline-banner.tsx'
import { usePage } from './features/shell/page-store.ts'
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

function Frame() {
  const page = usePage((state) => state.page)
  useShellKeys()
  return (
    <div className="shell">
      <Rail />
      <OfflineBanner />
      <div className="shell-page">{page === 'settings' ? <SettingsScreen /> : <ConversationsScreen />}</div>
      <StatusCorner />
      <Palette />
    </div>
  )
}
