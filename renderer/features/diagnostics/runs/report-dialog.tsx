import { Copy, Save } from 'lucide-react'
import { useEffect, useState } from 'react'
import { type ErrorData, toErrorData } from '../../../../shared/errors.ts'
import { getApi } from '../../../api.ts'
import { tell } from '../../../state/call.ts'
import { copyText } from '../../../state/conversation-actions.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { ErrorText } from '../../../ui/error-text.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { useDiagWords } from '../use-diag-words.ts'

type Format = 'markdown' | 'json'
type Preview = { readonly text: string } | { readonly error: ErrorData } | null

/** A report that a stranger can read; seen before it goes anywhere. Addresses only when ticked. */
export function ReportDialog({ runId, onClose }: { readonly runId: string; readonly onClose: () => void }) {
  const { t, locale } = useDiagWords()
  const [format, setFormat] = useState<Format>('markdown')
  const [addresses, setAddresses] = useState(false)
  const [preview, setPreview] = useState<Preview>(null)
  const [said, setSaid] = useState('')
  const language = locale === 'fr' ? 'fr' : 'en'
  useEffect(() => {
    let current = true
    setPreview(null)
    getApi()
      .call('diagnostics.report', { runId, format, addresses, language })
      .then(
        ({ text }) => current && setPreview({ text }),
        (thrown: unknown) => current && setPreview({ error: toErrorData(thrown) }),
      )
    return () => {
      current = false
    }
  }, [runId, format, addresses, language])
  const text = preview && 'text' in preview ? preview.text : null
  const save = async () => {
    const saved = await tell('diagnostics.save', { runId, format, addresses, language })
    if (saved?.file) setSaid(t('report.saved', { file: saved.file }))
  }
  const copy = async () => {
    if (text !== null && (await copyText(text)) === null) setSaid(t('report.copied'))
  }
  return (
    <Dialog open onClose={onClose} title={t('report.title')} data-testid="report-dialog">
      <div className="dg-report">
        <div className="dg-row">
          <Segmented
            label={t('report.format')}
            value={format}
            options={[
              { value: 'markdown', label: 'Markdown' },
              { value: 'json', label: 'JSON' },
            ]}
            onChange={setFormat}
          />
        </div>
        <Switch label={t('report.addresses')} hint={t('report.addressesHint')} checked={addresses} onChange={setAddresses} />
        {preview && 'error' in preview ? (
          <p className="ui-error" role="alert">
            <ErrorText error={preview.error} />
          </p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
          <section className="dg-report-text" tabIndex={0} aria-label={t('report.preview')} aria-busy={text === null} data-testid="report-text">
            {text ?? ''}
          </section>
        )}
        <div className="dg-row">
          <Button variant="primary" disabled={text === null} onClick={() => void copy()} data-testid="report-copy">
            <Copy size={16} aria-hidden="true" /> {t('report.copy')}
          </Button>
          <Button disabled={text === null} onClick={() => void save()} data-testid="report-save">
            <Save size={16} aria-hidden="true" /> {t('report.save')}
          </Button>
          <span className="ui-hint" role="status">
            {said}
          </span>
        </div>
      </div>
    </Dialog>
  )
}
