import { initialApp, useApp } from '../../renderer/state/app-store.ts'
import { useComposer } from '../../renderer/state/composer-store.ts'
import { useConversations } from '../../renderer/state/conversations-store.ts'
import { emptyForms, useForms } from '../../renderer/state/diagnostic-forms.ts'
import { useDiagnosticsPage } from '../../renderer/state/diagnostics-page.ts'
import { useInspector } from '../../renderer/state/inspector-store.ts'
import { useLeaving } from '../../renderer/state/leaving-store.ts'
import { useLinks } from '../../renderer/state/links-store.ts'
import { usePassive } from '../../renderer/state/passive-store.ts'
import { noRuns } from '../../renderer/state/runs.ts'
import { useRuns } from '../../renderer/state/runs-store.ts'
import { useSelection } from '../../renderer/state/selection-store.ts'
import { useThreads } from '../../renderer/state/threads-store.ts'
import { dismissToast, useToasts } from '../../renderer/state/toasts-store.ts'
import { useTransfers } from '../../renderer/state/transfers-store.ts'
import { useTyping } from '../../renderer/state/typing-store.ts'
import { quietWire, useWire } from '../../renderer/state/wire-store.ts'

/** Every store as at the start of the page. */
export function resetStores(): void {
  useApp.setState(initialApp, true)
  useConversations.setState({ byId: {} }, true)
  useLinks.setState({ byConversation: {} }, true)
  useTyping.setState({ until: {} }, true)
  useThreads.setState({ byConversation: {} }, true)
  useTransfers.setState({ byMessage: {} }, true)
  useSelection.setState({ conversationId: null, jump: null, invitation: null, dialog: null }, true)
  useComposer.setState({ byConversation: {} }, true)
  useLeaving.setState({ messages: new Set(), conversations: new Set() }, true)
  useDiagnosticsPage.setState(useDiagnosticsPage.getInitialState(), true)
  useForms.setState(emptyForms, true)
  useRuns.setState(noRuns, true)
  useWire.setState(quietWire, true)
  usePassive.setState({ strips: {} }, true)
  useInspector.setState(useInspector.getInitialState(), true)
  for (const { id } of useToasts.getState().toasts) dismissToast(id)
}

/** Lets everything that is already due happen: promises, and timers of 0 ms. */
export const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
