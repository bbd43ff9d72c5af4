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
