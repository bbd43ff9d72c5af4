import { formatAddress } from '../../../../shared/model/address.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { clockTime } from '../../conversations/time-words.ts'
import { countWords, msWords } from '../number-words.ts'
import { ServerSheet } from '../runs/server-sheet.tsx'
import { ServerTable } from '../runs/server-table.tsx'
import { useDiagWords } from '../use-diag-words.ts'

export function HttpServerResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('http-server')
  if (!run) return null
  const { digest, samples } = run
  const { totals } = digest.summary
  return (
    <ServerSheet
      digest={digest}
      scheme="http://"
      tiles={[
        { name: t('http.requests'), value: countWords(totals.requests, locale), strong: true },
        ...Object.entries(totals.status).map(([name, count]) => ({ name, value: countWords(count, locale) })),
        { name: t('server.open'), value: countWords(totals.open, locale) },
        { name: t('server.out'), value: sizeWords(totals.bytesOut, locale) },
        ...(totals.aborted > 0 ? [{ name: t('http.aborted'), value: countWords(totals.aborted, locale) }] : []),
      ]}
      nobody={t('http.nobody')}
      isEmpty={samples.length === 0}
    >
      <ServerTable
        label={t('http.requests')}
        testId="requests"
        rowTestId="request"
        rows={samples}
        columns={[
          { label: t('http.time'), cell: ({ at }) => clockTime(at, locale) },
          {
            label: t('http.status'),
            cell: ({ status }) => (
              <span className="dg-status" data-kind={`${Math.floor(status / 100)}xx`}>
                {status}
              </span>
            ),
          },
          { label: t('http.method'), cell: ({ method }) => method ?? '—' },
          {
            label: t('http.path'),
            className: 'dg-message',
            cell: ({ path, aborted, cause }) => (
              <>
                <code>
                  <bdi>{path ?? '—'}</bdi>
                </code>
                {aborted ? ` (${t('http.aborted')})` : ''}
                {cause ? ` (${cause})` : ''}
              </>
            ),
          },
          { label: t('server.out'), minor: true, cell: ({ bytes }) => sizeWords(bytes, locale) },
          { label: 'ms', cell: ({ ms }) => msWords(ms, locale) },
          { label: t('server.client'), minor: true, cell: ({ client }) => <code>{formatAddress(client)}</code> },
        ]}
      />
    </ServerSheet>
  )
}
