import { useMemo } from 'react'
import { byteLimits, checkUtf8, codePoints, decodeLatin1, toHex } from '../../../../shared/bytes/index.ts'
import { useDiagWords } from '../use-diag-words.ts'
import { signOf, visibleText } from './signs.ts'

/** Characters shown as text, and listed one by one. */
const shown = 4_096
const listed = 256

interface ViewProps {
  readonly bytes: Uint8Array
  readonly onCursor: (offset: number) => void
}

/** Strict UTF-8: every bad run underlined, with its reason. */
export function Utf8View({ bytes, onCursor }: ViewProps) {
  const { t } = useDiagWords()
  const report = useMemo(() => checkUtf8(bytes), [bytes])
  const points = useMemo(() => take(codePoints(bytes), shown), [bytes])
  return (
    <div className="dg-view">
      <p className="dg-verdict" data-tone={report.valid ? 'good' : 'bad'} data-testid="utf8-verdict">
        {report.valid ? t('bytes.utf8.valid', { count: report.characters }) : t('bytes.utf8.bad', { count: report.badBytes })}
      </p>
      <section aria-label={t('bytes.utf8.text')}>
        <pre className="dg-text" data-testid="utf8-text">
          {points.map(({ offset, length, value, bad }) =>
            bad ? (
              <mark key={offset} title={t(`bytes.utf8.reason.${bad}`)}>
                {toHex(bytes.subarray(offset, offset + length), ' ')}
              </mark>
            ) : value === 10 ? (
              '\u240a\n'
            ) : (
              signOf(value ?? 0)
            ),
          )}
        </pre>
      </section>
      <table className="dg-table">
        <caption>{t('bytes.utf8.points')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('bytes.utf8.offset')}</th>
            <th scope="col">{t('bytes.utf8.bytes')}</th>
            <th scope="col">{t('bytes.utf8.point')}</th>
            <th scope="col">{t('bytes.utf8.character')}</th>
          </tr>
        </thead>
        <tbody>
          {points.slice(0, listed).map(({ offset, length, value, bad }) => (
            <tr key={offset} data-bad={bad !== null}>
              <td>
                <button type="button" className="dg-link" onClick={() => onCursor(offset)}>
                  {offset}
                </button>
              </td>
              <td>
                <code>{toHex(bytes.subarray(offset, offset + length), ' ')}</code>
              </td>
              <td>{value === null ? '—' : <code>U+{value.toString(16).toUpperCase().padStart(4, '0')}</code>}</td>
              <td>{bad ? t(`bytes.utf8.reason.${bad}`) : signOf(value ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {points.length > listed ? <p className="ui-hint">{t('bytes.utf8.more', { count: listed })}</p> : null}
      {report.bad.length >= byteLimits.badRuns ? <p className="ui-hint">{t('bytes.utf8.more', { count: byteLimits.badRuns })}</p> : null}
    </div>
  )
}

function take<T>(all: Iterable<T>, count: number): readonly T[] {
  const list: T[] = []
  for (const one of all) {
    if (list.length >= count) break
    list.push(one)
  }
  return list
}

export function Latin1View({ bytes }: Pick<ViewProps, 'bytes'>) {
  const { t } = useDiagWords()
  return (
    <div className="dg-view">
      <p className="ui-hint">{t('bytes.latin1')}</p>
      <pre className="dg-text" data-testid="latin1-text">
        {visibleText(decodeLatin1(bytes.subarray(0, shown)))}
      </pre>
      {bytes.length > shown ? <p className="ui-hint">{t('bytes.utf8.more', { count: shown })}</p> : null}
    </div>
  )
}
