import { type Conversation, isUnanswered, isVisitor } from '../../../shared/model/conversation.ts'
import { setForm } from '../../state/diagnostic-forms.ts'
import { type DiagnosticTest, useDiagnosticsPage } from '../../state/diagnostics-page.ts'
import { type ByteInput, inspect } from '../../state/inspector-store.ts'
import { startRun } from '../../state/run-actions.ts'
import { useRuns } from '../../state/runs-store.ts'
import { goTo } from './page-store.ts'

export function showTest(test: DiagnosticTest): void {
  useDiagnosticsPage.setState({ test })
  goTo('diagnostics')
}

/** In the byte inspector, from any page. */
export function showBytes(input: Partial<ByteInput>): void {
  inspect(input)
  showTest('bytes')
}

/** Why can't they be reached? The doctor, with the person and their address filled in; it looks at once, unless it is looking already. */
export function askDoctor(conversation: Conversation): void {
  const { id, address } = conversation
  // An address where nobody ever answered is nobody yet.
  const nobody = address && isUnanswered(conversation) ? address : null
  const whom = nobody ? ({ target: 'address' } as const) : ({ target: 'person', conversationId: id } as const)
  // Only who asks for it fills a line.
  setForm('doctor', { ...whom, ...(address ? { host: address.host, port: String(address.port) } : {}), loadPort: '' })
  showTest('doctor')
  if (useRuns.getState().digests.some(({ kind, state }) => kind === 'doctor' && state === 'running')) return
  const target = nobody ? ({ type: 'address', host: nobody.host, port: nobody.port } as const) : ({ type: 'conversation', conversationId: id } as const)
  // What is wrong then is said by Start.
  startRun({ kind: 'doctor', options: { target, loadPort: null } }).catch(() => {})
}

/** One that they opened over plain text can't be dialled, so there is nothing to look at. */
export const canDiagnose = (conversation: Pick<Conversation, 'kind' | 'openedBy' | 'blocked'>): boolean => !conversation.blocked && !isVisitor(conversation)
