import { type Conversation, isAttempt, isVisitor } from '../../../shared/model/conversation.ts'
import { setForm } from '../../state/diagnostic-forms.ts'
import { type DiagnosticTest, useDiagnosticsPage } from '../../state/diagnostics-page.ts'
import { type ByteInput, inspect } from '../../state/inspector-store.ts'
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

/** Why can't they be reached? The doctor, with the person and their address filled in. */
export function askDoctor(conversation: Conversation): void {
  const { id, address } = conversation
  // An address where nobody ever answered is nobody yet.
  const whom = address && isAttempt(conversation) ? ({ target: 'address' } as const) : ({ target: 'person', conversationId: id } as const)
  setForm('doctor', { ...whom, ...(address ? { host: address.host, port: String(address.port) } : {}) })
  showTest('doctor')
}

/** One that they opened over plain text can't be dialled, so there is nothing to look at. */
export const canDiagnose = (conversation: Pick<Conversation, 'kind' | 'openedBy' | 'blocked'>): boolean => !conversation.blocked && !isVisitor(conversation)
