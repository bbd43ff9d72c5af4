import { FolderOpen, X } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import { byteLimits } from '../../../../shared/bytes/index.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { type ByteInput, noInput } from '../../../state/inspector-store.ts'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import type { ReadInput } from './read-input.ts'

const notations = ['text', 'hex', 'base64', 'escapes'] as const

interface ByteFieldProps {
  readonly label: string
  readonly input: ByteInput
  readonly problem: ReadInput['problem']
  readonly onChange: (input: ByteInput) => void
  readonly 'data-testid': string
}

/** Bytes typed, pasted, dropped or from a file. */
export function ByteField({ label, input, problem, onChange, 'data-testid': testId }: ByteFieldProps) {
  const { t, locale } = useDiagWords()
  const id = useId()
  const picker = useRef<HTMLInputElement>(null)
  const [fileProblem, setFileProblem] = useState<'fileTooLong' | 'fileUnreadable' | null>(null)
  const most = sizeWords(byteLimits.input, locale)
  const open = async (file: File | undefined) => {
    if (!file) return
    if (file.size > byteLimits.input) return setFileProblem('fileTooLong')
    try {
      onChange({ ...noInput, file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } })
      setFileProblem(null)
    } catch {
      setFileProblem('fileUnreadable')
    }
  }
  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    void open(event.dataTransfer.files[0])
  }
  const wrong = fileProblem ? t(`bytes.${fileProblem}`, { most }) : problem ? t(`bytes.problem.${problem.code}`, { at: problem.at, most }) : null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is one more way; the button does the same
    <div className="dg-byte-field" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className="dg-byte-ways">
        {input.file ? null : (
          <Segmented
            label={t('bytes.notation.label')}
            value={input.notation}
            options={notations.map((value) => ({ value, label: t(`bytes.notation.${value}`) }))}
            onChange={(notation) => onChange({ ...input, notation })}
          />
        )}
        <input
          ref={picker}
          type="file"
          hidden
          data-testid={`${testId}-file`}
          onChange={(event) => {
            void open(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button size="small" onClick={() => picker.current?.click()}>
          <FolderOpen size={16} aria-hidden="true" /> {t('bytes.file')}
        </Button>
      </div>
      {input.file ? (
        <p className="dg-file">
          <bdi>{t('bytes.fileName', { name: input.file.name, size: sizeWords(input.file.bytes.length, locale) })}</bdi>
          <IconButton size="small" label={t('bytes.fileClose')} icon={<X size={16} />} onClick={() => onChange(noInput)} />
        </p>
      ) : (
        <div className="ui-field">
          <label className="ui-label" htmlFor={id}>
            {label}
          </label>
          <textarea
            id={id}
            className="ui-input dg-byte-text"
            data-mono={input.notation !== 'text'}
            data-testid={testId}
            rows={3}
            spellCheck={false}
            value={input.text}
            aria-invalid={wrong !== null}
            aria-describedby={`${id}-hint`}
            onChange={(event) => onChange({ ...input, text: event.target.value, origin: null })}
          />
          <span id={`${id}-hint`} className="ui-hint">
            {input.origin ? t('bytes.from', { origin: input.origin }) : t(`bytes.hint.${input.notation}`)}
          </span>
        </div>
      )}
      {wrong ? (
        <p className="ui-error" role="alert">
          {wrong}
        </p>
      ) : null}
    </div>
  )
}
