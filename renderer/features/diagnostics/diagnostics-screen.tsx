import { ArrowLeftRight, Binary, Cable, Gauge, Globe, Ruler, Stethoscope, Waypoints } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type DiagnosticTest, diagnosticTests, hasHalves, useDiagnosticsPage } from '../../state/diagnostics-page.ts'
import { loadRuns } from '../../state/run-actions.ts'
import { BytesTest } from './bytes/bytes-test.tsx'
import { DoctorTest } from './doctor/doctor-test.tsx'
import { TcpEchoTest, UdpEchoTest } from './echo/echo-tests.tsx'
import { HalfChoice } from './halves.tsx'
import { HttpTest } from './http/http-test.tsx'
import { MtuTest } from './mtu/mtu-test.tsx'
import { ThroughputTest } from './throughput/throughput-test.tsx'
import { useDiagWords } from './use-diag-words.ts'
import { WirePage } from './wire/wire-page.tsx'
import './diagnostics.css'

const parts = {
  doctor: [Stethoscope, DoctorTest],
  'tcp-echo': [ArrowLeftRight, TcpEchoTest],
  'udp-echo': [Waypoints, UdpEchoTest],
  http: [Globe, HttpTest],
  throughput: [Gauge, ThroughputTest],
  mtu: [Ruler, MtuTest],
  wire: [Cable, WirePage],
  bytes: [Binary, BytesTest],
} as const

/** Left: the tests. Right: what is happening. */
export function DiagnosticsScreen() {
  const { t } = useTranslation('app')
  const diag = useDiagWords()
  const test = useDiagnosticsPage((state) => state.test)
  const panel = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another test begins at its top
  useEffect(() => {
    if (panel.current) panel.current.scrollTop = 0
  }, [test])
  useEffect(() => void loadRuns(), [])
  const Test = parts[test][1]
  return (
    <div className="dg" data-testid="diagnostics-screen">
      <Tests current={test} />
      <main ref={panel} className="dg-panel">
        <div className="dg-body" key={test} role="tabpanel" id="dg-panel" aria-labelledby={`dg-tab-${test}`} data-testid={`test-${test}`}>
          <header className="dg-head">
            <div>
              <h1>{t(`tests.${test}`)}</h1>
              <p className="dg-lead">{diag.t(`${test}.lead`)}</p>
            </div>
            {hasHalves(test) ? <HalfChoice test={test} /> : null}
          </header>
          <Test />
        </div>
      </main>
    </div>
  )
}

const show = (test: DiagnosticTest) => useDiagnosticsPage.setState({ test })

function Tests({ current }: { readonly current: DiagnosticTest }) {
  const { t } = useTranslation('app')
  const diag = useDiagWords()
  useEffect(() => {
    document.getElementById(`dg-tab-${current}`)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [current])
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const last = diagnosticTests.length - 1
    const at = diagnosticTests.indexOf(current)
    const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key]
    const test = next === undefined ? undefined : diagnosticTests.at(next > last ? 0 : next)
    if (!test) return
    event.preventDefault()
    show(test)
    event.currentTarget.querySelector<HTMLElement>(`#dg-tab-${test}`)?.focus()
  }
  return (
    <nav className="dg-nav" aria-label={t('diagnostics')}>
      <p className="dg-nav-title">{t('diagnostics')}</p>
      <div className="dg-tabs" role="tablist" aria-orientation="vertical" aria-label={diag.t('tests')} onKeyDown={onKeyDown}>
        {diagnosticTests.map((test) => {
          const Icon = parts[test][0]
          return (
            <button
              key={test}
              type="button"
              role="tab"
              id={`dg-tab-${test}`}
              className="dg-tab"
              aria-selected={test === current}
              aria-controls="dg-panel"
              tabIndex={test === current ? 0 : -1}
              data-testid={`test-${test}-tab`}
              onClick={() => show(test)}
            >
              <Icon size={18} aria-hidden="true" />
              {t(`tests.${test}`)}
            </button>
          )
        })}
      </div>
    </nav>
  )
}
