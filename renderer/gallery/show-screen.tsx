import { createRoot } from 'react-dom/client'
import { App } from '../app.tsx'
import { createFakeApi } from '../fake-api/fake-api.ts'
import { setPalette, usePage } from '../features/shell/page-store.ts'
import { useApp } from '../state/app-store.ts'
import { selectConversation } from '../state/conversation-actions.ts'
import { showHalf, useDiagnosticsPage } from '../state/diagnostics-page.ts'
import { useInspector } from '../state/inspector-store.ts'
import { loadRuns, showRun, startRun } from '../state/run-actions.ts'
import { useRuns } from '../state/runs-store.ts'
import { useSelection } from '../state/selection-store.ts'
import { startState } from '../state/start.ts'
import type { Look } from './look.ts'
import type { ScreenStory } from './story.ts'

/** One screen alone in the page: the catalogue shows it in a frame of its own. */
export async function showScreen(story: ScreenStory, look: Look, root: HTMLElement): Promise<void> {
  const api = createFakeApi({ ...story.world, settings: { ...story.world?.settings, theme: look.theme, language: look.language } })
  startState(api)
  await new Promise<void>((resolve) => {
    if (useApp.getState().status === 'ready') resolve()
    else useApp.subscribe(({ status }) => status === 'ready' && resolve())
  })
  usePage.setState({ page: story.page ?? 'conversations', section: story.section ?? 'profile' })
  useApp.setState(story.app ?? {})
  if (story.test) useDiagnosticsPage.setState({ test: story.test })
  if (story.test && story.half) showHalf(story.test, story.half)
  if (story.inspector) useInspector.setState(story.inspector)
  createRoot(root).render(<App />)
  if (story.open) selectConversation(api.idOf(story.open))
  if (story.dialog) useSelection.setState({ dialog: story.dialog })
  if (story.scan) await api.call('discovery.scan', { on: true })
  if (story.start) await startRun(story.start)
  if (story.shown) {
    await loadRuns()
    const [kind, target] = story.shown
    const run = useRuns.getState().digests.find((digest) => digest.kind === kind && digest.target.startsWith(target))
    if (run) await showRun(run.id)
  }
  if (story.palette) setPalette(true)
}
