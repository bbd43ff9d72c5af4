import { ArrowLeftRight, Binary, Cable, Gauge, Globe, Ruler, Stethoscope, Waypoints } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { diagnosticTests, hasHalves, useDiagnosticsPage } from '../../state/diagnostics-page.ts'
import { loadRuns } from '../../state/run-actions.ts'
import { TabbedPage } from '../../ui/tabbed-page.tsx'
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

export function DiagnosticsScreen() {
  const { t } = useTranslation('app')
  const diag = useDiagWords()
  const test = useDiagnosticsPage((state) => state.test)
  useEffect(() => void loadRuns(), [])
  const Test = parts[test][1]
  return (
    <TabbedPage
      id="diagnostics"
      title={t('diagnostics')}
      label={diag.t('tests')}
      tabs={diagnosticTests.map((key) => ({ key, label: t(`tests.${key}`), icon: parts[key][0] }))}
      current={test}
      onChange={(next) => useDiagnosticsPage.setState({ test: next })}
    >
      <div className="dg-body" data-testid={`test-${test}`}>
        <header className="dg-head">
          <div>
            <h1>{t(`tests.${test}`)}</h1>
            <p className="dg-lead">{diag.t(`${test}.lead`)}</p>
          </div>
          {hasHalves(test) ? <HalfChoice test={test} /> : null}
        </header>
        <Test />
      </div>
    </TabbedPage>
  )
}
