import type { MtuSample } from '../../../../shared/model/runs.ts'
import { setForm, useForms } from '../../../state/diagnostic-forms.ts'
import { useShownRun } from '../../../state/runs-store.ts'
import { Picture } from '../charts/picture.tsx'
import { useSize } from '../charts/use-size.ts'
import { MoreFields, NumberField, WordField } from '../forms/fields.tsx'
import { readMtu } from '../forms/read-http.ts'
import { RunForm } from '../forms/run-form.tsx'
import { countWords } from '../number-words.ts'
import { Tiles } from '../runs/figures.tsx'
import { History } from '../runs/history.tsx'
import { RunSheet } from '../runs/run-sheet.tsx'
import { useDiagWords } from '../use-diag-words.ts'

/** The largest datagram that comes back. */
export function MtuTest() {
  const { t } = useDiagWords()
  const form = useForms((forms) => forms.mtu)
  const set = (patch: Partial<typeof form>) => setForm('mtu', patch)
  return (
    <>
      <RunForm kind="mtu" read={readMtu(form)}>
        <div className="dg-fields">
          <WordField name="host" label={t('form.host')} value={form.host} onChange={(host) => set({ host })} />
          <NumberField name="port" label={t('mtu.port')} value={form.port} onChange={(port) => set({ port })} />
        </div>
        <MoreFields>
          <NumberField name="most" label={t('mtu.most')} hint={t('mtu.mostHint')} value={form.most} onChange={(most) => set({ most })} />
        </MoreFields>
      </RunForm>
      <MtuResult />
      <History kind="mtu" />
    </>
  )
}

function MtuResult() {
  const { t, locale } = useDiagWords()
  const run = useShownRun('mtu')
  if (!run) return null
  const { digest, samples } = run
  const { largest, atMost } = digest.summary
  const over = digest.state !== 'running'
  const words = largest === null ? (over && !digest.error ? t('mtu.none') : '') : t(atMost ? 'mtu.atMost' : 'mtu.found', { bytes: countWords(largest, locale) })
  return (
    <RunSheet digest={digest}>
      <Tiles
        tiles={[
          { name: t('mtu.largest'), value: largest === null ? '—' : countWords(largest, locale), strong: true },
          ...(largest === null ? [] : [{ name: t('mtu.path'), value: countWords(largest + 28, locale), title: t('mtu.pathHint') }]),
        ]}
      />
      {words ? <p data-testid="mtu-words">{words}</p> : null}
      {samples.length > 0 ? <Sizes samples={samples} most={digest.options.most} /> : null}
    </RunSheet>
  )
}

/** What was tried, one row each: the search halves what is left. */
function Sizes({ samples, most }: { readonly samples: readonly MtuSample[]; readonly most: number }) {
  const { t, locale } = useDiagWords()
  const { width, rem, ref } = useSize()
  const row = 1.25 * rem
  const [left, right] = [1 * rem, width - 9 * rem]
  const height = samples.length * row + 0.5 * rem
  return (
    <Picture
      title={t('mtu.tried')}
      summary={t('mtu.triedSummary', { count: samples.length })}
      table={() => (
        <table className="dg-table">
          <tbody>
            {samples.map((sample) => (
              <tr key={sample.seq}>
                <th scope="row">{countWords(sample.size, locale)}</th>
                <td>{t(sample.passed ? 'mtu.passed' : 'mtu.lost')}</td>
                <td>{t('mtu.tries', { count: sample.tries })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      data-testid="mtu-sizes"
    >
      <div ref={ref} className="dg-measured">
        <svg className="dg-chart" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {samples.map(({ seq, size, passed }, i) => {
            const y = i * row + 4
            const end = left + ((right - left) * size) / Math.max(most, size)
            return (
              <g key={seq}>
                <rect className="dg-try" data-passed={passed} x={left} y={y} width={Math.max(2, end - left)} height={row - 6} rx="3" />
                <text x={end + 8} y={y + (row - 6) / 2} dominantBaseline="central">
                  {countWords(size, locale)} {t(passed ? 'mtu.passed' : 'mtu.lost')}
                </text>
              </g>
            )
          })}
        </svg>
      </div>
    </Picture>
  )
}
