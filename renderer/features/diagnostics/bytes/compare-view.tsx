import { ArrowDownUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import { diffBytes } from '../../../../shared/bytes/index.ts'
import { useInspector } from '../../../state/inspector-store.ts'
import { Button } from '../../../ui/button.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { ByteField } from './byte-field.tsx'
import { Dump } from './dump.tsx'
import { readInput } from './read-input.ts'

interface CompareViewProps {
  readonly bytes: Uint8Array
  readonly cursor: number
  readonly onCursor: (offset: number) => void
}

/** A against B: what was sent and what arrived. */
export function CompareView({ bytes, cursor, onCursor }: CompareViewProps) {
  const { t } = useDiagWords()
  const input = useInspector((state) => state.input)
  const other = useInspector((state) => state.other)
  const [cursorB, setCursorB] = useState(0)
  const { bytes: second, problem } = useMemo(() => readInput(other), [other])
  const diff = useMemo(() => (second ? diffBytes(bytes, second) : null), [bytes, second])
  const changed = (side: 'A' | 'B') => (offset: number) =>
    diff?.runs.some((run) => run.kind === 'changed' && offset >= run[`offset${side}`] && offset < run[`offset${side}`] + run[`length${side}`])
      ? 'changed'
      : undefined
  return (
    <div className="dg-view">
      <ByteField
        label={t('bytes.compare.other')}
        input={other}
        problem={problem}
        onChange={(next) => useInspector.setState({ other: next })}
        data-testid="bytes-other"
      />
      <div className="dg-row">
        <p className="dg-verdict" data-tone={diff?.same ? 'good' : 'plain'} role="status" data-testid="diff-verdict">
          {diff ? (diff.same ? t('bytes.compare.same') : t('bytes.compare.differs', { at: diff.firstDifference ?? 0 })) : ''}{' '}
          {diff && !diff.exact ? t('bytes.compare.rough') : ''}
        </p>
        <Button size="small" onClick={() => useInspector.setState({ input: other, other: input, cursor: 0 })}>
          <ArrowDownUp size={16} aria-hidden="true" /> {t('bytes.compare.swap')}
        </Button>
      </div>
      <div className="dg-dumps">
        <section>
          <h2>{t('bytes.compare.a')}</h2>
          <Dump bytes={bytes} cursor={cursor} onCursor={onCursor} paint={changed('A')} label={t('bytes.compare.a')} />
        </section>
        {second && second.length > 0 ? (
          <section>
            <h2>{t('bytes.compare.b')}</h2>
            <Dump bytes={second} cursor={Math.min(cursorB, second.length - 1)} onCursor={setCursorB} paint={changed('B')} label={t('bytes.compare.b')} />
          </section>
        ) : null}
      </div>
    </div>
  )
}
