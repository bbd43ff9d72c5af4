import { Binary } from 'lucide-react'
import { formatAddress, isOnOneComputer } from '../../../../shared/model/address.ts'
import type { TcpEchoSample, UdpEchoSample } from '../../../../shared/model/diagnostics.ts'
import type { RunDigest } from '../../../../shared/model/runs.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { Button } from '../../../ui/button.tsx'
import { LatencyChart } from '../charts/latency-chart.tsx'
import { tcpLadder, udpLadder } from '../learn/ladder.ts'
import { Learn } from '../learn/learn.tsx'
import { msWords, percentWords } from '../number-words.ts'
import { ProbeFigureTiles, type Tile } from '../runs/figures.tsx'
import { RunSheet } from '../runs/run-sheet.tsx'
import { showSampleBytes } from '../runs/show-sample-bytes.ts'
import { SymptomText } from '../runs/symptom-text.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { Answers } from './answers.tsx'
import { payloadBytes } from './payload-bytes.ts'

export function TcpEchoResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('tcp-echo')
  if (!run) return null
  const { digest, samples } = run
  const { options, summary } = digest
  const facts = [
    ...(summary.dnsMs === null ? [] : [t('echo.dns', { time: msWords(summary.dnsMs, locale) })]),
    ...(summary.connect ? [t('echo.connect', { time: msWords(summary.connect.p50, locale) })] : []),
    ...(summary.remote && summary.local ? [t('echo.between', { local: formatAddress(summary.local), remote: formatAddress(summary.remote) })] : []),
    ...(summary.oneShot ? [t('echo.oneShot')] : []),
    ...(summary.closedAfter ? [t('echo.closedAfter', { count: summary.closedAfter })] : []),
    ...(summary.closedAfter === 0 ? [t('echo.closedUnanswered')] : []),
    ...(summary.greeting ? [t('echo.greeting', { text: summary.greeting })] : []),
    ...(summary.form && summary.form !== 'echo' ? [t(`echo.form.${summary.form}`)] : []),
  ]
  const tiles: Tile[] = [
    { name: t('echo.matched'), value: percentWords(shareOf(summary.matched, summary.mismatched), locale) },
    ...(summary.chunksPerReply && summary.chunksPerReply.max > 1
      ? [{ name: t('echo.chunks'), value: [...new Set([summary.chunksPerReply.p50, summary.chunksPerReply.max])].join(' – ') }]
      : []),
  ]
  const { split, ending } = options
  const failed = firstUnanswered(digest, samples)
  const ladder = tcpLadder({ target: options, summary, samples, error: digest.error, bytes: payloadBytes(options.payload), split, ending })
  return (
    <RunSheet
      digest={digest}
      actions={
        digest.state === 'running' ? null : <Learn ladder={ladder} lessons={['handshake', 'ephemeral', 'noMessages', 'loopback', 'nagle', 'farewell']} />
      }
    >
      {options.count > 1 && (samples.length > 0 || !digest.error) ? (
        <>
          <LatencyChart samples={samples} expectedMs={(options.count / options.rate) * 1_000} rtt={summary.rtt} />
          <ProbeFigureTiles figures={summary} more={tiles} />
        </>
      ) : options.count > 1 ? null : (
        <OneAnswer runId={digest.id} sample={samples.at(-1) ?? null} />
      )}
      {failed && failed.code !== 'cancelled' ? (
        <p className="dg-trouble">
          <SymptomText digest={digest} error={{ code: failed.code ?? 'no-answer', details: {} }} isConnected={true} />
        </p>
      ) : null}
      <Facts facts={facts} />
      <Attempts attempts={summary.attempts} />
      {options.count > 1 ? <Answers runId={digest.id} samples={samples} /> : null}
    </RunSheet>
  )
}

export function UdpEchoResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('udp-echo')
  if (!run) return null
  const { digest, samples } = run
  const { options, summary } = digest
  const each = (value: number | null) => msWords(value, locale)
  const isHere = summary.local !== null && summary.remote !== null && isOnOneComputer(summary.local.host, summary.remote.host)
  const plain = summary.jitterUpMs === null && summary.answered > 0
  const tiles: Tile[] = [
    ...(plain
      ? []
      : [
          { name: t('echo.jitterUp'), value: each(summary.jitterUpMs) },
          { name: t('echo.jitterDown'), value: each(summary.jitterDownMs) },
          { name: t('echo.lostUp'), value: summary.lostUp === null ? '—' : String(summary.lostUp) },
          { name: t('echo.lostDown'), value: summary.lostDown === null ? '—' : String(summary.lostDown) },
        ]),
    ...(summary.reordered > 0
      ? [{ name: t('echo.reordered'), value: String(summary.reordered), title: t('echo.extent', { count: summary.reorderExtent }) }]
      : []),
    ...(summary.duplicates > 0 ? [{ name: t('echo.duplicates'), value: String(summary.duplicates) }] : []),
    { name: t('echo.matched'), value: percentWords(shareOf(summary.matched, summary.mismatched), locale) },
  ]
  const failed = firstUnanswered(digest, samples)
  const facts = [
    ...(summary.first === null ? [] : [t('echo.first', { time: each(summary.first) })]),
    ...(summary.remote && summary.local ? [t('echo.between', { local: formatAddress(summary.local), remote: formatAddress(summary.remote) })] : []),
    ...(summary.lostHere ? [t(isHere ? 'echo.noAnswerHere' : 'echo.lostHere', { count: summary.lostHere })] : []),
    ...(plain ? [t('echo.plain')] : []),
  ]
  const ladder = udpLadder({ target: options, summary, samples, bytes: payloadBytes(options.payload) })
  return (
    <RunSheet
      digest={digest}
      actions={digest.state === 'running' ? null : <Learn ladder={ladder} lessons={['datagrams', 'udpNever', 'ephemeral', 'loopback']} />}
    >
      {options.count > 1 && (samples.length > 0 || !digest.error) ? (
        <>
          <LatencyChart samples={samples} expectedMs={(options.count / options.rate) * 1_000} rtt={summary.rtt} />
          <ProbeFigureTiles figures={summary} more={tiles} />
        </>
      ) : options.count > 1 ? null : (
        <OneAnswer runId={digest.id} sample={samples.at(-1) ?? null} />
      )}
      {failed ? (
        <p className="dg-trouble">
          <SymptomText digest={digest} error={{ code: failed.code ?? 'no-answer', details: {} }} />
        </p>
      ) : null}
      <Facts facts={facts} />
      {options.count > 1 ? <Answers runId={digest.id} samples={samples} /> : null}
    </RunSheet>
  )
}

/** Of a test that is over, and got no answer at all. */
function firstUnanswered<Sample extends TcpEchoSample | UdpEchoSample>(
  digest: RunDigest<'tcp-echo' | 'udp-echo'>,
  samples: readonly Sample[],
): Sample | undefined {
  const unanswered = digest.state !== 'running' && digest.error === null && digest.summary.answered + digest.summary.late === 0
  return unanswered ? samples.find(({ outcome }) => outcome !== 'answered' && outcome !== 'waiting') : undefined
}

/** In percent; null: nothing was answered. */
const shareOf = (matched: number, mismatched: number): number | null => (matched + mismatched === 0 ? null : (100 * matched) / (matched + mismatched))

export function Facts({ facts }: { readonly facts: readonly string[] }) {
  if (facts.length === 0) return null
  return (
    <ul className="dg-facts">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  )
}

function OneAnswer({ runId, sample }: { readonly runId: string; readonly sample: TcpEchoSample | UdpEchoSample | null }) {
  const { t, locale } = useDiagWords()
  if (!sample) return null
  return (
    <div className="dg-one" data-testid="one-answer">
      <p className="dg-verdict" data-tone={sample.matches ? 'good' : sample.outcome === 'answered' ? 'plain' : 'bad'}>
        {t(`outcome.${sample.outcome}`)}
        {sample.rttMs === null ? '' : ` · ${msWords(sample.rttMs, locale)}`}
        {sample.matches === null ? '' : ` · ${t(sample.matches ? 'echo.same' : 'echo.other')}`}
      </p>
      {sample.outcome === 'answered' ? (
        <Button size="small" onClick={() => void showSampleBytes(runId, sample.seq, t('echo.answerOf', { number: sample.seq + 1 }))}>
          <Binary size={16} aria-hidden="true" /> {t('run.bytes')}
        </Button>
      ) : null}
    </div>
  )
}

/** Each address that was tried. */
function Attempts({
  attempts,
}: {
  readonly attempts: readonly { readonly host: string; readonly port: number; readonly family: 4 | 6; readonly ms: number | null; readonly result: string }[]
}) {
  const { t, locale } = useDiagWords()
  if (attempts.length < 2) return null
  return (
    <table className="dg-table">
      <caption>{t('echo.attempts')}</caption>
      <tbody>
        {attempts.map((attempt) => (
          <tr key={formatAddress(attempt)}>
            <th scope="row">
              <code>{formatAddress(attempt)}</code>
            </th>
            <td>IPv{attempt.family}</td>
            <td>{attempt.result === 'connected' ? t('doctor.result.connected') : <code>{attempt.result}</code>}</td>
            <td>{msWords(attempt.ms, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
