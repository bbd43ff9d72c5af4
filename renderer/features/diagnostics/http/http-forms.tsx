import { FolderOpen, X } from 'lucide-react'
import { tell } from '../../../state/call.ts'
import { setForm, useForms } from '../../../state/diagnostic-forms.ts'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Select } from '../../../ui/select.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { MoreFields, NumberField, WordField } from '../forms/fields.tsx'
import { OthersSwitch } from '../forms/others-switch.tsx'
import { readHttp, readHttpServer } from '../forms/read-http.ts'
import { RunForm } from '../forms/run-form.tsx'
import { TextArea } from '../forms/text-area.tsx'
import { useDiagWords } from '../use-diag-words.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'] as const

export function HttpForm() {
  const { t } = useDiagWords()
  const form = useForms((forms) => forms.http)
  const set = (patch: Partial<typeof form>) => setForm('http', patch)
  return (
    <RunForm kind="http" read={readHttp(form)}>
      <div className="dg-fields dg-http-fields">
        <Select
          label={t('http.method')}
          value={form.method as (typeof methods)[number]}
          options={methods.map((value) => ({ value, label: value }))}
          onChange={(method) => set({ method })}
        />
        <WordField name="url" label={t('http.url')} value={form.url} onChange={(url) => set({ url })} />
        <NumberField name="repeat" label={t('http.repeat')} value={form.repeat} onChange={(repeat) => set({ repeat })} />
      </div>
      <MoreFields>
        <TextArea name="headers" label={t('http.headers')} value={form.headers} onChange={(headers) => set({ headers })} />
        <TextArea name="body" label={t('http.body')} value={form.body} onChange={(body) => set({ body })} />
        <NumberField name="timeoutMs" label={t('http.timeout')} value={form.timeoutMs} onChange={(timeoutMs) => set({ timeoutMs })} />
        <div className="dg-wide">
          <Switch label={t('http.follow')} checked={form.follow} onChange={(follow) => set({ follow })} />
          <Switch label={t('http.keepAlive')} hint={t('http.keepAliveHint')} checked={form.keepAlive} onChange={(keepAlive) => set({ keepAlive })} />
          <Switch label={t('http.insecure')} hint={t('http.insecureHint')} checked={form.insecure} onChange={(insecure) => set({ insecure })} />
        </div>
      </MoreFields>
    </RunForm>
  )
}

/** The port that a folder has by default, and the page. */
const ports = { page: '8000', folder: '8088' }

export function HttpServerForm() {
  const { t } = useDiagWords()
  const form = useForms((forms) => forms['http-server'])
  const set = (patch: Partial<typeof form>) => setForm('http-server', patch)
  const choose = async () => {
    const chosen = await tell('diagnostics.chooseFolder', {})
    if (chosen?.folder) set({ folder: chosen.folder, ...(form.port === ports.page ? { port: ports.folder } : {}) })
  }
  return (
    <RunForm kind="http-server" read={readHttpServer(form)}>
      <div className="dg-fields">
        <NumberField name="port" label={t('form.port')} hint={t('form.portHint')} value={form.port} onChange={(port) => set({ port })} />
        <div className="ui-field dg-folder">
          <span className="ui-label">{t('http.serves')}</span>
          <div className="dg-row">
            {form.folder === null ? (
              <span>{t('http.page')}</span>
            ) : (
              <>
                <code>
                  <bdi>{form.folder}</bdi>
                </code>
                <IconButton
                  size="small"
                  label={t('http.noFolder')}
                  icon={<X size={16} />}
                  onClick={() => set({ folder: null, ...(form.port === ports.folder ? { port: ports.page } : {}) })}
                />
              </>
            )}
            <Button size="small" onClick={() => void choose()} data-testid="choose-folder">
              <FolderOpen size={16} aria-hidden="true" /> {t('http.choose')}
            </Button>
          </div>
        </div>
      </div>
      <OthersSwitch others={form.others} onChange={(others) => set({ others })} />
    </RunForm>
  )
}
