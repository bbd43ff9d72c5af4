import { BookUser, CircleCheck, CircleDashed, CircleHelp, CircleSlash, CircleX, Info, Minus, TriangleAlert } from 'lucide-react'
import { useContext } from 'react'
import { type StepResult, stepResult } from '../../../../shared/doctor/step-result.ts'
import { type Conversation, isUnanswered } from '../../../../shared/model/conversation.ts'
import { type DoctorPaths, type DoctorStep, doctorSteps, type PathState, type Verdict } from '../../../../shared/model/doctor.ts'
import { observationWords, verdictWords } from '../../../i18n/diagnosis-words.ts'
import { useConversations } from '../../../state/conversations-store.ts'
import { setForm, useForms } from '../../../state/diagnostic-forms.ts'
import { type ShownRun, useShownRun } from '../../../state/runs-store.ts'
import { Segmented } from '../../../ui/segmented.tsx'
import { Select } from '../../../ui/select.tsx'
import { Spinner } from '../../../ui/spinner.tsx'
import { canDiagnose } from '../../shell/show-diagnostics.ts'
import { FormContext, MoreFields, NumberField, WordField } from '../forms/fields.tsx'
import { readDoctor } from '../forms/read-doctor.ts'
import { RunForm } from '../forms/run-form.tsx'
import { msWords } from '../number-words.ts'
import { History } from '../runs/history.tsx'
import { RunSheet } from '../runs/run-sheet.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import './doctor.css'

/** Why can't they be reached? */
export function DoctorTest() {
  return (
    <>
      <DoctorForm />
      <DoctorResult />
      <History kind="doctor" />
    </>
  )
}

function DoctorForm() {
  const { t } = useDiagWords()
  const form = useForms((forms) => forms.doctor)
  const set = (patch: Partial<typeof form>) => setForm('doctor', patch)
  const people = usePeople()
  const nobody = form.target === 'person' && people.length === 0
  return (
    <RunForm kind="doctor" read={readDoctor(form)} hindrance={nobody ? t('doctorForm.nobody') : null}>
      <Segmented
        label={t('doctorForm.target')}
        value={form.target}
        options={[
          { value: 'person', label: t('doctorForm.person') },
          { value: 'address', label: t('doctorForm.address') },
        ]}
        onChange={(target) => set({ target })}
      />
      {nobody ? null : (
        <div className="dg-fields">
          {form.target === 'person' ? (
            <PersonField people={people} value={form.conversationId} onChange={(conversationId) => set({ conversationId })} />
          ) : (
            <>
              <WordField name="host" label={t('form.host')} value={form.host} onChange={(host) => set({ host })} />
              <NumberField name="port" label={t('form.port')} value={form.port} onChange={(port) => set({ port })} />
            </>
          )}
        </div>
      )}
      <MoreFields>
        <NumberField
          name="loadPort"
          label={t('doctorForm.load')}
          hint={t('doctorForm.loadHint')}
          value={form.loadPort}
          onChange={(loadPort) => set({ loadPort })}
        />
      </MoreFields>
    </RunForm>
  )
}

function usePeople(): readonly Conversation[] {
  const { locale } = useDiagWords()
  const byId = useConversations((state) => state.byId)
  return Object.values(byId)
    .filter((conversation) => canDiagnose(conversation) && !isUnanswered(conversation))
    .sort((a, b) => a.title.localeCompare(b.title, locale))
}

interface PersonFieldProps {
  readonly people: readonly Conversation[]
  readonly value: string
  readonly onChange: (id: string) => void
}

function PersonField({ people, value, onChange }: PersonFieldProps) {
  const { t } = useDiagWords()
  const { wrongs, asked } = useContext(FormContext)
  return (
    <div data-testid="doctor-person">
      <Select
        label={t('doctorForm.who')}
        value={value}
        options={[{ value: '', label: t('doctorForm.choose') }, ...people.map(({ id, title }) => ({ value: id, label: title }))]}
        onChange={onChange}
      />
      {asked && wrongs?.['conversationId'] ? (
        <span className="ui-error" role="alert">
          {t('wrong.person')}
        </span>
      ) : null}
    </div>
  )
}

function DoctorResult() {
  const run = useShownRun('doctor')
  if (!run) return null
  const { verdict, further, paths } = run.digest.summary
  return (
    <RunSheet digest={run.digest}>
      {verdict ? <VerdictCard verdict={verdict} /> : <Looking run={run} />}
      <div className="dg-doctor">
        <Steps samples={run.samples} />
        <Matrix paths={paths} />
      </div>
      {further.length > 0 ? <Further verdicts={further} /> : null}
    </RunSheet>
  )
}

function Looking({ run }: { readonly run: ShownRun<'doctor'> }) {
  const { t } = useDiagWords()
  if (run.digest.state !== 'running') return null
  return (
    <p className="dg-row">
      <Spinner label={t('doctor.looking')} /> {t('doctor.looking')}
    </p>
  )
}

const toneIcons = { good: CircleCheck, minor: Info, bad: TriangleAlert, unsure: CircleHelp }

function VerdictCard({ verdict }: { readonly verdict: Verdict }) {
  const { t, locale } = useDiagWords()
  const { what, next } = verdictWords(verdict, locale)
  const Icon = toneIcons[verdict.tone]
  return (
    <section className="dg-verdict-card" data-tone={verdict.tone} aria-label={t('doctorForm.verdict')} data-testid="verdict" data-code={verdict.code}>
      <Icon size={28} aria-hidden="true" />
      <div className="dg-verdict-text" role="status">
        <p className="dg-verdict-what">{what}</p>
        <p className="dg-verdict-next">
          <strong>{t('doctor.next')}</strong> {next}
        </p>
      </div>
      <Evidence verdict={verdict} open />
    </section>
  )
}

function Evidence({ verdict, open = false }: { readonly verdict: Verdict; readonly open?: boolean }) {
  const { t, locale } = useDiagWords()
  if (verdict.evidence.length === 0) return null
  return (
    <details className="dg-evidence" open={open} data-testid="evidence">
      <summary>{t('doctor.why')}</summary>
      <ul>
        {verdict.evidence.map((observation, i) => (
          <li key={observation.code + i}>{observationWords(observation, locale)}</li>
        ))}
      </ul>
    </details>
  )
}

function Further({ verdicts }: { readonly verdicts: readonly Verdict[] }) {
  const { t, locale } = useDiagWords()
  return (
    <section className="dg-view" aria-label={t('doctor.further')}>
      <h3>{t('doctor.further')}</h3>
      <ul className="dg-further">
        {verdicts.map((verdict) => {
          const { what, next } = verdictWords(verdict, locale)
          return (
            <li key={verdict.code} data-tone={verdict.tone}>
              <p>
                {what} {next}
              </p>
              <Evidence verdict={verdict} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** All of them from the beginning: one sees what is still to come. */
function Steps({ samples }: { readonly samples: readonly DoctorStep[] }) {
  const { t, locale } = useDiagWords()
  const byName = new Map(samples.map((sample) => [sample.step, sample]))
  return (
    <section aria-label={t('doctorForm.steps')}>
      <h3>{t('doctorForm.steps')}</h3>
      <ol className="dg-steps" data-testid="doctor-steps">
        {doctorSteps.map((name) => {
          const step = byName.get(name)
          const result = step?.state === 'done' ? stepResult(step) : undefined
          return (
            <li key={name} data-state={step?.state ?? 'waiting'} data-result={result} data-testid="doctor-step" data-step={name}>
              <StepSign state={step?.state ?? 'waiting'} result={result} />
              <div>
                <span className="dg-step-name">{t(`doctor.step.${name}`)}</span>
                {step?.tookMs === null || step === undefined || step.state === 'skipped' ? null : (
                  <span className="ui-hint"> {t('doctorForm.tookMs', { time: msWords(step.tookMs, locale) })}</span>
                )}
                {step?.skipped ? <p className="ui-hint">{t(`doctor.skipped.${step.skipped}`)}</p> : null}
                {step && step.observations.length > 0 ? (
                  <ul className="dg-facts">
                    {step.observations.map((observation, i) => (
                      <li key={observation.code + i}>{observationWords(observation, locale)}</li>
                    ))}
                  </ul>
                ) : null}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

const resultIcons = { good: CircleCheck, bad: CircleX, unsure: CircleHelp }

function StepSign({ state, result }: { readonly state: DoctorStep['state'] | 'waiting'; readonly result: StepResult | undefined }) {
  const { t } = useDiagWords()
  if (state === 'running') return <Spinner label={t('doctor.looking')} />
  if (result) {
    const Icon = resultIcons[result]
    return <Icon size={18} role="img" aria-label={t(`doctor.sign.${result}`)} />
  }
  return state === 'skipped' ? <Minus size={18} aria-hidden="true" /> : <CircleDashed size={18} aria-hidden="true" />
}

const pathIcons = { works: CircleCheck, fails: CircleX, refused: CircleSlash, directory: BookUser, unknown: CircleHelp }
const ways = ['tcp', 'udp', 'app'] as const

/** Both directions, three ways. */
function Matrix({ paths }: { readonly paths: DoctorPaths }) {
  const { t } = useDiagWords()
  const cell = (state: PathState) => {
    const Icon = pathIcons[state]
    return (
      <td data-path={state}>
        <span className="dg-path">
          <Icon size={18} aria-hidden="true" /> {t(`doctor.path.${state}`)}
        </span>
      </td>
    )
  }
  return (
    <section aria-label={t('doctorForm.paths')}>
      <h3>{t('doctorForm.paths')}</h3>
      <table className="dg-matrix" data-testid="matrix">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('doctor.path.out')}</th>
            <th scope="col">{t('doctor.path.back')}</th>
          </tr>
        </thead>
        <tbody>
          {ways.map((way) => (
            <tr key={way}>
              <th scope="row">{t(`doctor.path.${way}`)}</th>
              {cell(paths.out[way])}
              {cell(paths.back[way])}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
