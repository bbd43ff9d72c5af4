import { formatAddress } from '../../../../shared/model/address.ts'
import type { ThroughputFigures } from '../../../../shared/model/throughput.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { setForm, useForms } from '../../../state/diagnostic-forms.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { Segmented } from '../../../ui/segmented.tsx'
import { ThroughputChart } from '../charts/throughput-chart.tsx'
import { Facts } from '../echo/echo-result.tsx'
import { MoreFields, NumberField, WordField } from '../forms/fields.tsx'
import { OthersSwitch } from '../forms/others-switch.tsx'
import { readThroughput, readThroughputServer } from '../forms/read-http.ts'
import { RunForm } from '../forms/run-form.tsx'
import { Halves } from '../halves.tsx'
import { countWords, mbpsWords, msWords, percentWords, secondsWords } from '../number-words.ts'
import { History } from '../runs/history.tsx'
import { RunSheet } from '../runs/run-sheet.tsx'
import { ScrollBox } from '../runs/scroll-box.tsx'
import { ServerSheet } from '../runs/server-sheet.tsx'
import { useDiagWords } from '../use-diag-words.ts'

/** How long the phases without load take. ms */
const idleMs = 3_000
const restMs = 2_000

const expectedOf = ({ direction, seconds }: { readonly direction: 'up' | 'down' | 'both'; readonly seconds: number }): number =>
  idleMs + (direction === 'both' ? 2 * seconds * 1_000 + restMs : seconds * 1_000)

export function ThroughputTest() {
  return (
    <Halves
      test="throughput"
      client={
        <>
          <ClientForm />
          <ClientResult />
          <History kind="throughput" />
        </>
      }
      server={
        <>
          <ServerForm />
          <ServerResult />
          <History kind="throughput-server" />
        </>
      }
    />
  )
}

function ClientForm() {
  const { t, locale } = useDiagWords()
  const form = useForms((forms) => forms.throughput)
  const set = (patch: Partial<typeof form>) => setForm('throughput', patch)
  const read = readThroughput(form)
  const takes = read.test?.kind === 'throughput' ? expectedOf(read.test.options) : null
  return (
    <RunForm
      kind="throughput"
      read={read}
      note={takes === null ? null : <span className="ui-hint">{t('echo.takes', { time: secondsWords(takes, locale) })}</span>}
    >
      <Segmented
        label={t('throughput.direction')}
        value={form.direction}
        options={(['both', 'up', 'down'] as const).map((value) => ({ value, label: t(`throughput.directions.${value}`) }))}
        onChange={(direction) => set({ direction })}
      />
      <div className="dg-fields">
        <WordField name="host" label={t('form.host')} value={form.host} onChange={(host) => set({ host })} />
        <NumberField name="port" label={t('form.port')} value={form.port} onChange={(port) => set({ port })} />
      </div>
      <p className="ui-hint">{t('throughput.needsServer')}</p>
      <MoreFields>
        <NumberField name="seconds" label={t('throughput.seconds')} value={form.seconds} onChange={(seconds) => set({ seconds })} />
        <NumberField name="connections" label={t('throughput.connections')} value={form.connections} onChange={(connections) => set({ connections })} />
      </MoreFields>
    </RunForm>
  )
}

function ClientResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('throughput')
  if (!run) return null
  const { digest, samples } = run
  const { idle, idleUdpRpm, up, down, probesAnswered, capped } = digest.summary
  return (
    <RunSheet digest={digest}>
      {samples.length > 0 ? <ThroughputChart samples={samples} expectedMs={expectedOf(digest.options)} /> : null}
      <ScrollBox label={t('throughput.chart')}>
        <table className="dg-table" data-testid="throughput-figures">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('throughput.rate')}</th>
              <th scope="col">{t('figures.p50')}</th>
              <th scope="col">p95</th>
              <th scope="col">{t('throughput.increase')}</th>
              <th scope="col">{t('throughput.buffer')}</th>
              <th scope="col">UDP RPM</th>
              <th scope="col">{t('figures.loss')}</th>
              <th scope="col">{t('throughput.sure')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('throughput.phase.idle')}</th>
              <td>—</td>
              <td>{msWords(idle?.p50, locale)}</td>
              <td>{msWords(idle?.p95, locale)}</td>
              <td>—</td>
              <td>—</td>
              <td>{idleUdpRpm === null ? '—' : countWords(Math.round(idleUdpRpm), locale)}</td>
              <td>—</td>
              <td>—</td>
            </tr>
            <FigureRow name={t('throughput.phase.up')} figures={up} />
            <FigureRow name={t('throughput.phase.down')} figures={down} />
          </tbody>
        </table>
      </ScrollBox>
      <Facts facts={[...(probesAnswered ? [] : [t('throughput.noProbes')]), ...(capped ? [t('throughput.capped')] : []), t('throughput.notMeasured')]} />
    </RunSheet>
  )
}

function FigureRow({ name, figures }: { readonly name: string; readonly figures: ThroughputFigures | null }) {
  const { t, locale } = useDiagWords()
  if (!figures) return null
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <strong>{mbpsWords(figures.mbps, locale)}</strong>
      </td>
      <td>{msWords(figures.loaded?.p50, locale)}</td>
      <td>{msWords(figures.loaded?.p95, locale)}</td>
      <td>{msWords(figures.increaseMs, locale)}</td>
      <td>{percentWords(figures.bufferDelayPercent, locale)}</td>
      <td>{figures.udpRpm === null ? '—' : countWords(Math.round(figures.udpRpm), locale)}</td>
      <td>{figures.probesLost}</td>
      <td>{t(`figures.confidence.${figures.confidence}`)}</td>
    </tr>
  )
}

function ServerForm() {
  const { t } = useDiagWords()
  const form = useForms((forms) => forms['throughput-server'])
  const set = (patch: Partial<typeof form>) => setForm('throughput-server', patch)
  return (
    <RunForm kind="throughput-server" read={readThroughputServer(form)}>
      <div className="dg-fields">
        <NumberField name="port" label={t('form.port')} hint={t('throughput.portHint')} value={form.port} onChange={(port) => set({ port })} />
      </div>
      <OthersSwitch others={form.others} onChange={(others) => set({ others })} />
    </RunForm>
  )
}

function ServerResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('throughput-server')
  if (!run) return null
  const { digest, samples } = run
  const { totals, address } = digest.summary
  return (
    <ServerSheet
      digest={digest}
      tiles={[
        { name: t('throughput.guests'), value: countWords(totals.clients, locale), strong: true },
        { name: t('server.in'), value: sizeWords(totals.bytesIn, locale) },
        { name: t('server.out'), value: sizeWords(totals.bytesOut, locale) },
      ]}
      nobody={t('throughput.nobody')}
      isEmpty={samples.length === 0}
      foot={address ? <p className="ui-hint">{t('throughput.both', { address: formatAddress(address) })}</p> : null}
    >
      <table className="dg-table">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{t('server.client')}</th>
            <th scope="col">{t('throughput.connections')}</th>
            <th scope="col">{t('server.in')}</th>
            <th scope="col">{t('server.out')}</th>
            <th scope="col">{t('server.end')}</th>
          </tr>
        </thead>
        <tbody>
          {[...samples].reverse().map((guest) => (
            <tr key={guest.number} data-testid="client">
              <td>{guest.number}</td>
              <td>
                <code>{guest.host}</code>
              </td>
              <td>{guest.connections}</td>
              <td>{sizeWords(guest.bytesIn, locale)}</td>
              <td>{sizeWords(guest.bytesOut, locale)}</td>
              <td>{t(guest.endedAt === null ? 'run.running' : 'run.complete')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ServerSheet>
  )
}
