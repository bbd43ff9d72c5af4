import { readingsAt } from '../../../../shared/bytes/index.ts'
import { useDiagWords } from '../use-diag-words.ts'

/** All that the bytes at the cursor could be. */
export function Readings({ bytes, cursor }: { readonly bytes: Uint8Array; readonly cursor: number }) {
  const { t } = useDiagWords()
  return (
    <section className="dg-readings" aria-labelledby="dg-readings" data-testid="readings">
      <h2 id="dg-readings">{t('bytes.readings', { offset: cursor })}</h2>
      <dl tabIndex={0}>
        {readingsAt(bytes, cursor).map(({ type, order, value }) => (
          <div key={`${type}${order}`}>
            <dt>
              {type.replace(/^bits of(?= )/, t('bytes.bitsOf'))}{' '}
              {order ? <abbr title={t(order === 'big' ? 'bytes.big' : 'bytes.little')}>{order === 'big' ? 'BE' : 'LE'}</abbr> : null}
            </dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
