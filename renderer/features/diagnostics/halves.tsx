import type { ReactNode } from 'react'
import { type DiagnosticTest, showHalf, useDiagnosticsPage } from '../../state/diagnostics-page.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { useDiagWords } from './use-diag-words.ts'

interface HalvesProps {
  readonly test: DiagnosticTest
  readonly client: ReactNode
  readonly server: ReactNode
}

const useHalf = (test: DiagnosticTest) => useDiagnosticsPage((state) => state.halves[test] ?? 'client')

/** A test that has two ends: one asks, the other answers. */
export function HalfChoice({ test }: Pick<HalvesProps, 'test'>) {
  const { t } = useDiagWords()
  return (
    <div className="dg-halves">
      <Segmented
        label={t('halves.label')}
        value={useHalf(test)}
        options={[
          { value: 'client', label: t('halves.client') },
          { value: 'server', label: t('halves.server') },
        ]}
        onChange={(next) => showHalf(test, next)}
        data-testid="halves"
      />
    </div>
  )
}

export function Halves({ test, client, server }: HalvesProps) {
  return useHalf(test) === 'client' ? client : server
}
