import { noInput, useInspector } from '../../../state/inspector-store.ts'
import { sampleBytes } from '../../../state/run-actions.ts'
import { showBytes } from '../../shell/show-diagnostics.ts'

/** What came back, compared with what was sent; nothing where the bytes are not kept any more. */
export async function showSampleBytes(runId: string, seq: number, origin: string): Promise<boolean> {
  const bytes = await sampleBytes(runId, seq)
  if (!bytes || (bytes.sent === null && bytes.received === null)) return false
  showBytes({ notation: 'base64', text: bytes.received ?? bytes.sent ?? '', origin })
  if (bytes.received !== null && bytes.sent !== null) useInspector.setState({ other: { ...noInput, notation: 'base64', text: bytes.sent }, view: 'compare' })
  return true
}
