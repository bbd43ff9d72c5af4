import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ConversationsScreen } from './features/conversations/conversations-screen.tsx'
import { Onboarding } from './features/onboarding/onboarding.tsx'
import { SettingsScreen } from './features/settings/settings-screen.tsx'
import { useAppearance } from './features/shell/appearance.ts'
import { goTo, setPalette, usePage } from './features/shell/page-store.ts'
import { Palette } from './features/shell/palette.tsx'
import { Rail } from './features/shell/rail.tsx'
import { StatusCorner } from './features/shell/status-corner.tsx'
import { ToastRegion } from './features/shell/toast-region.tsx'
import { useApp } from './state/app-store.ts'
import { retryStart } from './state/start.ts'
import { Button } from './ui/button.tsx'
import { ErrorText } from './ui/error-text.tsx'
import { Spinner } from './ui/spinner.tsx'
import './features/shell/shell.css'

/** All screens together. */
export function App() {
  const settings = useApp((state) => state.settings)
  useAppearance(settings)
  useShellKeys()
  return (
    <Tooltip.Provider delay={500}>
      <Screen />
      <ToastRegion />
    </Tooltip.Provider>
  )
}

function Screen() {
  const { t } = useTranslation('app')
  const { status, settings, error } = useApp()
  if (status === 'failed')
    return (
      <div className="shell-center" role="alert">
        <h1>{t('failedTitle')}</h1>
        {error ? (
          <p>
            <ErrorText error={error} />
          </p>
        ) : null}
        <Button variant="primary" onClick={retryStart}>
          {t('again')}
        </Button>
      </div>
    )
  if (!settings)
    return (
      <div className="shell-center">
        <Spinner label={t('loading')} />
      </div>
    )
  return settings.onboarded ? <Frame /> : <Onboarding settings={settings} />
}

function Frame() {
  const page = usePage((state) => state.page)
  return (
    <div className="shell">
      <Rail />
      <div className="shell-page">{page === 'settings' ? <SettingsScreen /> : <ConversationsScreen />}</div>
      <StatusCorner />
      <Palette />
    </div>
  )
}

function useShellKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      if (event.key === 'k') setPalette(true)
      else if (event.key === ',') goTo('settings')
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
