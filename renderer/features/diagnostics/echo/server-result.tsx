import { CircleX } from 'lucide-react'
import { formatAddress } from '../../../../shared/model/address.ts'
import type { ClientRow, ServerTotals } from '../../../../shared/model/diagnostics.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { kick } from '../../../state/run-actions.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Lanes } from '../charts/lanes.tsx'
import { countWords, msWords } from '../number-words.ts'
import type { Tile } from '../runs/figures.tsx'
import { ServerSheet } from '../runs/server-sheet.tsx'
import { ServerTable } from '../runs/server-table.tsx'
import { type DiagWords, useDiagWords } from '../use-diag-words.ts'

export function TcpEchoServerResult() {
  const words = useDiagWords()
  const { t, locale } = words
  const run = useShownRun('tcp-echo-server')
  if (!run) return null
  const { digest, samples, chunks } = run
  return (
    <ServerSheet digest={digest} tiles={totalTiles(digest.summary.totals, words)} nobody={t('server.nobodyTcp')} isEmpty={samples.length === 0}>
      <Lanes clients={samples} chunks={chunks} startedAt={digest.startedAt} running={digest.state === 'running'} />
      <ServerTable
        label={t('server.client')}
        testId="clients"
        rowTestId="client"
        rows={samples}
        columns={[
          { label: '#', cell: ({ number }) => number },
          { label: t('server.client'), cell: ({ remote }) => <code>{formatAddress(remote)}</code> },
          { label: t('server.local'), minor: true, cell: ({ local }) => <code>{formatAddress(local)}</code> },
          {
            label: t('server.in'),
            cell: (row) => <span title={t('server.chunks', { count: row.chunksIn })}>{sizeWords(row.bytesIn, locale)}</span>,
          },
          {
            label: t('server.out'),
            minor: true,
            cell: (row) => <span title={t('server.chunks', { count: row.chunksOut })}>{sizeWords(row.bytesOut, locale)}</span>,
          },
          { label: t('server.echoTime'), minor: true, cell: ({ echoP50Ms }) => msWords(echoP50Ms, locale) },
          { label: t('server.last'), className: 'dg-message', cell: ({ lastMessage }) => <bdi>{lastMessage}</bdi> },
          { label: t('server.end'), cell: (row) => <End row={row} runId={digest.id} /> },
        ]}
      />
    </ServerSheet>
  )
}

export function UdpEchoServerResult() {
  const words = useDiagWords()
  const { t, locale } = words
  const run = useShownRun('udp-echo-server')
  if (!run) return null
  const { digest, samples, chunks } = run
  return (
    <ServerSheet digest={digest} tiles={totalTiles(digest.summary.totals, words)} nobody={t('server.nobodyUdp')} isEmpty={samples.length === 0}>
      <Lanes
        clients={samples.map((row) => ({ number: row.number, remote: row.remote, openedAt: row.firstAt, closedAt: row.lastAt }))}
        chunks={chunks}
        startedAt={digest.startedAt}
        running={digest.state === 'running'}
      />
      <ServerTable
        label={t('server.sender')}
        testId="clients"
        rowTestId="client"
        rows={samples}
        columns={[
          { label: '#', cell: ({ number }) => number },
          { label: t('server.sender'), cell: ({ remote }) => <code>{formatAddress(remote)}</code> },
          { label: t('server.in'), cell: (row) => `${row.datagramsIn} · ${sizeWords(row.bytesIn, locale)}` },
          { label: t('server.out'), cell: (row) => `${row.datagramsOut} · ${sizeWords(row.bytesOut, locale)}` },
          { label: t('server.largest'), minor: true, cell: ({ largest }) => sizeWords(largest, locale) },
          { label: t('server.heldBack'), minor: true, cell: ({ heldBack }) => heldBack },
          { label: t('server.last'), className: 'dg-message', cell: ({ lastMessage }) => <bdi>{lastMessage}</bdi> },
        ]}
      />
    </ServerSheet>
  )
}

/** How it ended, or the way to end it. */
function End({ row, runId }: { readonly row: ClientRow; readonly runId: string }) {
  const { t } = useDiagWords()
  if (row.closeReason !== null) return t(`server.reason.${row.closeReason}`)
  return (
    <span className="dg-row">
      {t(row.slow ? 'server.slow' : 'server.open')}
      <IconButton size="small" label={t('server.kick', { number: row.number })} icon={<CircleX size={16} />} onClick={() => void kick(runId, row.number)} />
    </span>
  )
}

function totalTiles(totals: ServerTotals, { t, locale }: DiagWords): readonly Tile[] {
  const count = (value: number) => countWords(value, locale)
  return [
    { name: t('server.open'), value: count(totals.open), strong: true },
    { name: t('server.all'), value: count(totals.clients) },
    { name: t('server.in'), value: sizeWords(totals.bytesIn, locale) },
    { name: t('server.out'), value: sizeWords(totals.bytesOut, locale) },
    ...(totals.refused > 0 ? [{ name: t('server.refused'), value: count(totals.refused) }] : []),
    ...(totals.sendErrors > 0 ? [{ name: t('server.sendErrors'), value: count(totals.sendErrors) }] : []),
  ]
}
