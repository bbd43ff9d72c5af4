import { Binary } from 'lucide-react'
import { useState } from 'react'
import { checkUtf8, decodeLatin1, decodeUtf8, parseBytes } from '../../../../shared/bytes/index.ts'
import { formatAddress } from '../../../../shared/model/address.ts'
import { type Hop, type HttpBody, type HttpFigures, type HttpProblem, type HttpSample, phaseNames } from '../../../../shared/model/http.ts'
import { httpProblemWords } from '../../../i18n/diagnosis-words.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { Button } from '../../../ui/button.tsx'
import { ErrorText } from '../../../ui/error-text.tsx'
import { showBytes } from '../../shell/show-diagnostics.ts'
import { visibleText } from '../bytes/signs.ts'
import { RepeatChart } from '../charts/repeat-chart.tsx'
import { Waterfall } from '../charts/waterfall.tsx'
import { Facts } from '../echo/echo-result.tsx'
import { httpLadder } from '../learn/ladder.ts'
import { Learn } from '../learn/learn.tsx'
import { msWords } from '../number-words.ts'
import { RunSheet } from '../runs/run-sheet.tsx'
import { useDiagWords } from '../use-diag-words.ts'

export function HttpResult() {
  const { t } = useDiagWords()
  const run = useShownRun('http')
  if (!run) return null
  const { digest, samples } = run
  const last = samples.at(-1)
  return (
    <RunSheet
      digest={digest}
      actions={last && digest.state !== 'running' ? <Learn ladder={httpLadder(last)} lessons={['phases', 'keepAlive', 'handshake', 'ephemeral']} /> : null}
    >
      {samples.length > 1 ? (
        <>
          <RepeatChart samples={samples} />
          <PhaseFigures figures={digest.summary} />
        </>
      ) : null}
      {last ? (
        <>
          {samples.length > 1 ? <h3>{t('http.lastOne')}</h3> : null}
          <Answer sample={last} />
        </>
      ) : null}
      {samples[0]?.body ? <Body body={samples[0].body} headers={samples[0].hops.at(-1)?.headers ?? []} /> : null}
    </RunSheet>
  )
}

function Answer({ sample: { hops, problem } }: { readonly sample: HttpSample }) {
  return (
    <>
      {hops.map((hop, i) => (
        <HopHead key={hop.url + i} hop={hop} />
      ))}
      {problem ? <Problem problem={problem} /> : null}
      <Waterfall hops={hops} />
      {hops.map((hop, i) => (
        <HopDetails key={hop.url + i} hop={hop} />
      ))}
    </>
  )
}

function HopHead({ hop }: { readonly hop: Hop }) {
  const { t } = useDiagWords()
  const kind = hop.status === null ? 'none' : `${Math.floor(hop.status / 100)}xx`
  return (
    <p className="dg-hop" data-testid="hop" data-status={hop.status}>
      <span className="dg-status" data-kind={kind}>
        {hop.status ?? '—'} {hop.statusText}
      </span>{' '}
      <code>
        {hop.method} <bdi>{hop.url}</bdi>
      </code>{' '}
      {hop.reused ? <span className="dg-tag">{t('http.reused')}</span> : null}
    </p>
  )
}

export function Problem({ problem }: { readonly problem: HttpProblem }) {
  const { t, locale } = useDiagWords()
  if (problem.type === 'network')
    return (
      <p className="dg-trouble" data-testid="http-problem">
        <ErrorText error={problem.error} />
      </p>
    )
  const { what, next } = httpProblemWords(problem, locale)
  return (
    <div className="dg-row" data-testid="http-problem">
      <p className="dg-trouble">
        {what} {next}
      </p>
      {'hex' in problem ? (
        <Button size="small" onClick={() => showBytes({ notation: 'hex', text: problem.hex, origin: t('http.firstBytes') })}>
          <Binary size={16} aria-hidden="true" /> {t('run.bytes')}
        </Button>
      ) : null}
    </div>
  )
}

function HopDetails({ hop }: { readonly hop: Hop }) {
  const { t, locale } = useDiagWords()
  const size = (bytes: number) => sizeWords(bytes, locale)
  const { tls } = hop
  const facts = [
    ...(hop.version ? [t('http.version', { version: hop.version })] : []),
    ...(hop.remote ? [t('http.remote', { address: formatAddress(hop.remote) })] : []),
    t('http.sizes', { header: size(hop.headerBytes), wire: size(hop.wireBytes), body: size(hop.bodyBytes) }),
    ...(hop.serverMs !== null && hop.phases.waiting !== null
      ? [t('http.split', { server: msWords(hop.serverMs, locale), network: msWords(Math.max(0, hop.phases.waiting - hop.serverMs), locale) })]
      : []),
    ...(tls
      ? [
          t('http.tls', { protocol: tls.protocol ?? '?', cipher: tls.cipher }),
          t('http.certificate', { subject: tls.subject, issuer: tls.issuer }),
          ...(tls.daysLeft === null ? [] : [t(tls.daysLeft < 0 ? 'http.expired' : 'http.days', { count: Math.abs(tls.daysLeft) })]),
          ...(tls.untrusted ? [t('http.untrusted', { code: tls.untrusted })] : []),
        ]
      : []),
  ]
  return (
    <div className="dg-view">
      <Facts facts={facts} />
      {hop.headers.length > 0 ? (
        <details className="dg-as-table">
          <summary>{t('http.answerHeaders', { count: hop.headers.length })}</summary>
          <table className="dg-table">
            <tbody>
              {hop.headers.map(([name, value], i) => (
                <tr key={name + i}>
                  <th scope="row">{name}</th>
                  <td>
                    <code>{value}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ) : null}
    </div>
  )
}

/** Characters of a body that are shown as text. */
const textMost = 20_000

/** Never as a page: as its text, or an image, or bytes. */
function Body({ body, headers }: { readonly body: HttpBody; readonly headers: Hop['headers'] }) {
  const { t, locale } = useDiagWords()
  const [broken, setBroken] = useState(false)
  const parsed = parseBytes(body.base64, 'base64')
  const bytes = parsed.ok ? parsed.bytes : new Uint8Array()
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const image = /^image\/(png|jpeg|gif|webp)\b/.exec(type)
  const text = (checkUtf8(bytes).valid ? decodeUtf8(bytes) : decodeLatin1(bytes)).slice(0, textMost)
  return (
    <section className="dg-view" aria-label={t('http.bodyTitle')} data-testid="http-body">
      <div className="dg-row">
        <h3>{t('http.bodyTitle')}</h3>
        <span className="ui-hint">
          {bytes.length < body.bytes
            ? t('http.bodyPart', { part: sizeWords(bytes.length, locale), all: sizeWords(body.bytes, locale) })
            : sizeWords(body.bytes, locale)}
        </span>
        <span className="dg-space" />
        <Button size="small" onClick={() => showBytes({ notation: 'base64', text: body.base64, origin: t('http.bodyOf') })}>
          <Binary size={16} aria-hidden="true" /> {t('run.bytes')}
        </Button>
      </div>
      {image && !broken ? (
        <img className="dg-body-image" src={`data:${image[0]};base64,${body.base64}`} alt={t('http.image')} onError={() => setBroken(true)} />
      ) : bytes.length > 0 ? (
        <pre className="dg-text">{visibleText(text.replaceAll('\r\n', '\n')).replaceAll('\u240a\n', '\n')}</pre>
      ) : null}
    </section>
  )
}

function PhaseFigures({ figures }: { readonly figures: HttpFigures }) {
  const { t, locale } = useDiagWords()
  const rows = [...phaseNames, 'total' as const].flatMap((phase) => {
    const values = figures.phases[phase]
    return values ? [{ phase, values }] : []
  })
  return (
    <>
      <p className="ui-hint">{t('http.figures', { count: figures.runs, failed: figures.failed, reused: figures.reused })}</p>
      <table className="dg-table" data-testid="phase-figures">
        <thead>
          <tr>
            <th scope="col">{t('http.phaseName')}</th>
            <th scope="col">n</th>
            <th scope="col">{t('figures.p50')}</th>
            <th scope="col">p95</th>
            <th scope="col">max</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ phase, values }) => (
            <tr key={phase}>
              <th scope="row">{phase === 'total' ? t('http.total') : t(`http.phase.${phase}`)}</th>
              <td>{values.n}</td>
              <td>{msWords(values.p50, locale)}</td>
              <td>{msWords(values.p95, locale)}</td>
              <td>{msWords(values.max, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
