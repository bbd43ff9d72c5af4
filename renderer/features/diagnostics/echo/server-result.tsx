import { CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatAddress } from '../../../../shared/model/address.ts'
import type { ServerTotals } from '../../../../shared/model/diagnostics.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { useApp } from '../../../state/app-store.ts'
import { copyText } from '../../../state/conversation-actions.ts'
import { kick } from '../../../state/run-actions.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Lanes } from '../charts/lanes.tsx'
import { countWords, msWords } from '../number-words.ts'
import { Tiles } from '../runs/figures.tsx'
import { RunSheet } from '../runs/run-sheet.tsx'
import { ScrollBox } from '../runs/scroll-box.tsx'
import { useDiagWords } from '../use-diag-words.ts'

/** Rows of the table, and lanes of the picture: the newest. */
const rowsMost = 100

export function TcpEchoServerResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('tcp-echo-server')
  if (!run) return null
  const { digest, samples, chunks } = run
  return (
    <RunSheet digest={digest}>
      <Listening host={digest.options.host} port={digest.state === 'running' ? (digest.summary.address?.port ?? null) : null} />
      <Totals totals={digest.summary.totals} />
      {samples.length === 0 ? (
        <Waiting running={digest.state === 'running'}>{t('server.nobodyTcp')}</Waiting>
      ) : (
        <>
          <Lanes clients={samples} chunks={chunks} startedAt={digest.startedAt} running={digest.state === 'running'} />
          <ScrollBox label={t('server.client')}>
            <table className="dg-table" data-testid="clients">
              <thead>
                <tr>
                  <th scope="col">#</th>
                  <th scope="col">{t('server.client')}</th>
                  <th scope="col">{t('server.local')}</th>
                  <th scope="col">{t('server.in')}</th>
                  <th scope="col">{t('server.out')}</th>
                  <th scope="col">{t('server.echoTime')}</th>
                  <th scope="col">{t('server.last')}</th>
                  <th scope="col">{t('server.end')}</th>
                </tr>
              </thead>
              <tbody>
                {samples
                  .slice(-rowsMost)
                  .reverse()
                  .map((row) => (
                    <tr key={row.number} data-testid="client">
                      <td>{row.number}</td>
                      <td>
                        <code>{formatAddress(row.remote)}</code>
                      </td>
                      <td>
                        <code>{formatAddress(row.local)}</code>
                      </td>
                      <td title={t('server.chunks', { count: row.chunksIn })}>{sizeWords(row.bytesIn, locale)}</td>
                      <td title={t('server.chunks', { count: row.chunksOut })}>{sizeWords(row.bytesOut, locale)}</td>
                      <td>{msWords(row.echoP50Ms, locale)}</td>
                      <td className="dg-message">
                        <bdi>{row.lastMessage}</bdi>
                      </td>
                      <td>
                        {row.closeReason === null ? (
                          <span className="dg-row">
                            {t(row.slow ? 'server.slow' : 'server.open')}
                            <IconButton
                              size="small"
                              label={t('server.kick', { number: row.number })}
                              icon={<CircleX size={16} />}
                              onClick={() => void kick(digest.id, row.number)}
                            />
                          </span>
                        ) : (
                          t(`server.reason.${row.closeReason}`)
                        )}
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </ScrollBox>
        </>
      )}
    </RunSheet>
  )
}

export function UdpEchoServerResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('udp-echo-server')
  if (!run) return null
  const { digest, samples, chunks } = run
  return (
    <RunSheet digest={digest}>
      <Listening host={digest.options.host} port={digest.state === 'running' ? (digest.summary.address?.port ?? null) : null} />
      <Totals totals={digest.summary.totals} />
      {samples.length === 0 ? (
        <Waiting running={digest.state === 'running'}>{t('server.nobodyUdp')}</Waiting>
      ) : (
        <>
          <Lanes
            clients={samples.map((row) => ({ number: row.number, remote: row.remote, openedAt: row.firstAt, closedAt: row.lastAt }))}
            chunks={chunks}
            startedAt={digest.startedAt}
            running={digest.state === 'running'}
          />
          <ScrollBox label={t('server.sender')}>
            <table className="dg-table" data-testid="clients">
              <thead>
                <tr>
                  <th scope="col">#</th>
                  <th scope="col">{t('server.sender')}</th>
                  <th scope="col">{t('server.in')}</th>
                  <th scope="col">{t('server.out')}</th>
                  <th scope="col">{t('server.largest')}</th>
                  <th scope="col">{t('server.heldBack')}</th>
                  <th scope="col">{t('server.last')}</th>
                </tr>
              </thead>
              <tbody>
                {samples
                  .slice(-rowsMost)
                  .reverse()
                  .map((row) => (
                    <tr key={row.number} data-testid="client">
                      <td>{row.number}</td>
                      <td>
                        <code>{formatAddress(row.remote)}</code>
                      </td>
                      <td>
                        {row.datagramsIn} · {sizeWords(row.bytesIn, locale)}
                      </td>
                      <td>
                        {row.datagramsOut} · {sizeWords(row.bytesOut, locale)}
                      </td>
                      <td>{sizeWords(row.largest, locale)}</td>
                      <td>{row.heldBack}</td>
                      <td className="dg-message">
                        <bdi>{row.lastMessage}</bdi>
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </ScrollBox>
        </>
      )}
    </RunSheet>
  )
}

/** Where others find it: each address that they can use. */
export function Listening({ host, port, scheme = '' }: { readonly host: string; readonly port: number | null; readonly scheme?: string }) {
  const { t } = useDiagWords()
  const own = useApp((state) => state.card?.addresses)
  if (port === null) return null
  const open = host === '::' || host === '0.0.0.0'
  const hosts = open ? ['127.0.0.1', ...new Set((own ?? []).map((address) => address.host))].slice(0, 4) : [host]
  return (
    <div className="dg-listening" data-testid="server-listening" data-port={port}>
      {hosts.map((each) => (
        <CopyField key={each} value={`${scheme}${formatAddress({ host: each, port })}${scheme ? '/' : ''}`} label={t('server.copy')} onCopy={copyText} />
      ))}
      <p className="ui-hint">{t(open ? 'server.everyone' : 'server.onlyHere')}</p>
    </div>
  )
}

function Totals({ totals }: { readonly totals: ServerTotals }) {
  const { t, locale } = useDiagWords()
  const count = (value: number) => countWords(value, locale)
  return (
    <Tiles
      tiles={[
        { name: t('server.open'), value: count(totals.open), strong: true },
        { name: t('server.all'), value: count(totals.clients) },
        { name: t('server.in'), value: sizeWords(totals.bytesIn, locale) },
        { name: t('server.out'), value: sizeWords(totals.bytesOut, locale) },
        ...(totals.refused > 0 ? [{ name: t('server.refused'), value: count(totals.refused) }] : []),
        ...(totals.sendErrors > 0 ? [{ name: t('server.sendErrors'), value: count(totals.sendErrors) }] : []),
      ]}
    />
  )
}

export function Waiting({ running, children }: { readonly running: boolean; readonly children: ReactNode }) {
  return running ? <p className="ui-hint">{children}</p> : null
}
