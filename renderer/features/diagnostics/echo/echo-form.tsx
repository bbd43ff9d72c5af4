import { setForm, useForms } from '../../../state/diagnostic-forms.ts'
import { Segmented } from '../../../ui/segmented.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { MoreFields, NumberField, WordField } from '../forms/fields.tsx'
import { readEcho } from '../forms/read-echo.ts'
import { RunForm } from '../forms/run-form.tsx'
import { secondsWords } from '../number-words.ts'
import { useDiagWords } from '../use-diag-words.ts'

/** Asks an echo server: one message, or a measured series. */
export function EchoForm({ kind }: { readonly kind: 'tcp-echo' | 'udp-echo' }) {
  const { t, locale } = useDiagWords()
  const form = useForms((forms) => forms[kind])
  const read = readEcho(kind, form)
  const set = (patch: Partial<typeof form>) => setForm(kind, patch)
  const options = read.test?.kind === kind ? read.test.options : null
  return (
    <RunForm
      kind={kind}
      read={read}
      note={
        options && form.mode === 'measure' ? (
          <span className="ui-hint">{t('echo.takes', { time: secondsWords((options.count / options.rate) * 1_000, locale) })}</span>
        ) : null
      }
    >
      <Segmented
        label={t('echo.mode')}
        value={form.mode}
        options={[
          { value: 'measure', label: t('echo.measure') },
          { value: 'one', label: t('echo.one') },
        ]}
        onChange={(mode) => set({ mode })}
      />
      <div className="dg-fields">
        <WordField name="host" label={t('form.host')} value={form.host} onChange={(host) => set({ host })} />
        <NumberField name="port" label={t('form.port')} value={form.port} onChange={(port) => set({ port })} />
        {form.mode === 'measure' ? (
          <>
            <NumberField name="count" label={t('echo.count')} value={form.count} onChange={(count) => set({ count })} />
            <NumberField name="rate" label={t('echo.rate')} value={form.rate} onChange={(rate) => set({ rate })} />
          </>
        ) : (
          <WordField
            name="message"
            mono={form.notation === 'hex'}
            label={t(form.notation === 'hex' ? 'echo.messageHex' : 'echo.message')}
            value={form.message}
            onChange={(message) => set({ message })}
          />
        )}
      </div>
      <MoreFields>
        {form.mode === 'measure' ? (
          <NumberField
            name="size"
            label={t('echo.size')}
            {...(kind === 'udp-echo' ? { hint: t('echo.sizeHint') } : {})}
            value={form.size}
            onChange={(size) => set({ size })}
          />
        ) : (
          <Segmented
            label={t('bytes.notation.label')}
            value={form.notation}
            options={[
              { value: 'text', label: t('bytes.notation.text') },
              { value: 'hex', label: t('bytes.notation.hex') },
            ]}
            onChange={(notation) => set({ notation })}
          />
        )}
        <NumberField name="timeoutMs" label={t('echo.timeout')} value={form.timeoutMs} onChange={(timeoutMs) => set({ timeoutMs })} />
        {kind === 'tcp-echo' && form.mode === 'measure' ? (
          <NumberField name="clients" label={t('echo.clients')} value={form.clients} onChange={(clients) => set({ clients })} />
        ) : null}
        {kind === 'tcp-echo' ? (
          <div className="dg-wide">
            <Switch label={t('echo.noDelay')} hint={t('echo.noDelayHint')} checked={form.noDelay} onChange={(noDelay) => set({ noDelay })} />
            <Switch label={t('echo.split')} hint={t('echo.splitHint')} checked={form.split} onChange={(split) => set({ split })} />
            <span className="ui-label" aria-hidden="true">
              {t('echo.ending')}
            </span>
            <Segmented
              label={t('echo.ending')}
              value={form.ending}
              options={[
                { value: 'answered', label: t('echo.endings.answered') },
                { value: 'half-close', label: t('echo.endings.halfClose') },
                { value: 'reset', label: t('echo.endings.reset') },
              ]}
              onChange={(ending) => set({ ending })}
            />
          </div>
        ) : null}
      </MoreFields>
    </RunForm>
  )
}
