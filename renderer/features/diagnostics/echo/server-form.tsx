import { setForm, useForms } from '../../../state/diagnostic-forms.ts'
import { Select } from '../../../ui/select.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { MoreFields, NumberField, WordField } from '../forms/fields.tsx'
import { OthersSwitch } from '../forms/others-switch.tsx'
import { readServer } from '../forms/read-echo.ts'
import { RunForm } from '../forms/run-form.tsx'
import { useDiagWords } from '../use-diag-words.ts'

const answers = ['echo', 'prefix', 'text', 'upper', 'delay', 'discard'] as const

/** Answers whoever asks. */
export function EchoServerForm({ kind }: { readonly kind: 'tcp-echo-server' | 'udp-echo-server' }) {
  const { t } = useDiagWords()
  const form = useForms((forms) => forms[kind])
  const set = (patch: Partial<typeof form>) => setForm(kind, patch)
  return (
    <RunForm kind={kind} read={readServer(kind, form)}>
      <div className="dg-fields">
        <NumberField name="port" label={t('form.port')} hint={t('form.portHint')} value={form.port} onChange={(port) => set({ port })} />
        <Select
          label={t('echo.answer')}
          value={form.answer}
          options={answers.map((value) => ({ value, label: t(`echo.answers.${value}`) }))}
          onChange={(answer) => set({ answer })}
        />
        {form.answer === 'prefix' || form.answer === 'text' ? (
          <WordField name="answerText" mono={false} label={t('echo.answerText')} value={form.answerText} onChange={(answerText) => set({ answerText })} />
        ) : null}
        {form.answer === 'delay' ? <NumberField name="delayMs" label={t('echo.delay')} value={form.delayMs} onChange={(delayMs) => set({ delayMs })} /> : null}
      </div>
      <OthersSwitch others={form.others} onChange={(others) => set({ others })} />
      {kind === 'tcp-echo-server' ? (
        <MoreFields>
          <NumberField name="maxClients" label={t('echo.maxClients')} value={form.maxClients} onChange={(maxClients) => set({ maxClients })} />
          <NumberField name="idleS" label={t('echo.idle')} value={form.idleS} onChange={(idleS) => set({ idleS })} />
          <div className="dg-wide">
            <Switch label={t('echo.once')} hint={t('echo.onceHint')} checked={form.once} onChange={(once) => set({ once })} />
            <Switch label={t('echo.untilFin')} hint={t('echo.untilFinHint')} checked={form.untilFin} onChange={(untilFin) => set({ untilFin })} />
          </div>
        </MoreFields>
      ) : null}
    </RunForm>
  )
}
