import type { RunDigest } from '../../../../shared/model/runs.ts'
import type { DotStatus } from '../../../ui/status-dot.tsx'

const dots = { running: 'connecting', complete: 'online', stopped: 'offline', limit: 'around', failed: 'trouble' } as const
const tones = { good: 'online', minor: 'around', bad: 'trouble', unsure: 'offline' } as const

/** A doctor who comes to the end has not found all well by that; a server that runs is not on its way to anything. */
export function runDot(run: RunDigest): DotStatus {
  if (run.error) return 'trouble'
  if (run.kind.endsWith('-server') && run.state === 'running') return 'online'
  const verdict = run.kind === 'doctor' && run.state === 'complete' ? run.summary.verdict : null
  return verdict ? tones[verdict.tone] : dots[run.state]
}
