import type { Address } from '../../../shared/model/address.ts'
import { type Conversation, isUnanswered, isVisitor } from '../../../shared/model/conversation.ts'
import type { DoctorTarget } from '../../../shared/model/doctor.ts'
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
  if (address && isUnanswered(conversation)) {
    askDoctorAt(address)
    return
  }
  // Only who asks for it fills a line.
  setForm('doctor', { target: 'person', conversationId: id, ...(address ? { host: address.host, port: String(address.port) } : {}), loadPort: '' })
  look({ type: 'conversation', conversationId: id })
}

export function askDoctorAt({ host, port }: Address): void {
  setForm('doctor', { target: 'address', host, port: String(port), loadPort: '' })
  look({ type: 'address', host, port })
}

function look(target: DoctorTarget): void {
  showTest('doctor')
  if (useRuns.getState().digests.some(({ kind, state }) => kind === 'doctor' && state === 'running')) return
  // What is wrong then is said by Start.
  startRun({ kind: 'doctor', options: { target, loadPort: null } }).catch(() => {})
}

/** One that they opened over plain text can't be dialled, so there is nothing to look at. */
export const canDiagnose = (conversation: Pick<Conversation, 'kind' | 'openedBy' | 'blocked'>): boolean => !conversation.blocked && !isVisitor(conversation)
