import { formatAddress } from '../../../../shared/model/address.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { clockTime } from '../../conversations/time-words.ts'
import { Listening, Waiting } from '../echo/server-result.tsx'
import { countWords, msWords } from '../number-words.ts'
import { Tiles } from '../runs/figures.tsx'
import { RunSheet } from '../runs/run-sheet.tsx'
import { ScrollBox } from '../runs/scroll-box.tsx'
import { useDiagWords } from '../use-diag-words.ts'

const rowsMost = 200

export function HttpServerResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('http-server')
  if (!run) return null
  const { digest, samples } = run
  const { totals, address } = digest.summary
  return (
    <RunSheet digest={digest}>
      <Listening scheme="http://" host={digest.options.host} port={digest.state === 'running' ? (address?.port ?? null) : null} />
      <Tiles
        tiles={[
          { name: t('http.requests'), value: countWords(totals.requests, locale), strong: true },
          ...Object.entries(totals.status).map(([name, count]) => ({ name, value: countWords(count, locale) })),
          { name: t('server.open'), value: countWords(totals.open, locale) },
          { name: t('server.out'), value: sizeWords(totals.bytesOut, locale) },
          ...(totals.aborted > 0 ? [{ name: t('http.aborted'), value: countWords(totals.aborted, locale) }] : []),
        ]}
      />
      {samples.length === 0 ? (
        <Waiting running={digest.state === 'running'}>{t('http.nobody')}</Waiting>
      ) : (
        <ScrollBox label={t('http.requests')}>
          <table className="dg-table" data-testid="requests">
            <thead>
              <tr>
                <th scope="col">{t('http.time')}</th>
                <th scope="col">{t('http.status')}</th>
                <th scope="col">{t('http.method')}</th>
                <th scope="col">{t('http.path')}</th>
                <th scope="col">{t('server.out')}</th>
                <th scope="col">ms</th>
                <th scope="col">{t('server.client')}</th>
              </tr>
            </thead>
            <tbody>
              {samples
                .slice(-rowsMost)
                .reverse()
                .map((entry) => (
                  <tr key={entry.number} data-testid="request">
                    <td>{clockTime(entry.at, locale)}</td>
                    <td>
                      <span className="dg-status" data-kind={`${Math.floor(entry.status / 100)}xx`}>
                        {entry.status}
                      </span>
                    </td>
                    <td>{entry.method ?? '—'}</td>
                    <td>
                      <code>
                        <bdi>{entry.path ?? '—'}</bdi>
                      </code>
                      {entry.aborted ? ` (${t('http.aborted')})` : ''}
                      {entry.cause ? ` (${entry.cause})` : ''}
                    </td>
                    <td>{sizeWords(entry.bytes, locale)}</td>
                    <td>{msWords(entry.ms, locale)}</td>
                    <td>
                      <code>{formatAddress(entry.client)}</code>
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </RunSheet>
  )
}
