import { useMemo } from 'react'
import { unpack } from '../../../../shared/bytes/index.ts'
import { useInspector } from '../../../state/inspector-store.ts'
import { TextField } from '../../../ui/text-field.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { Dump } from './dump.tsx'

/** As many as the style sheet has; then from the first again. */
const colors = 6

interface StructViewProps {
  readonly bytes: Uint8Array
  readonly cursor: number
  readonly onCursor: (offset: number) => void
}

/** The bytes from the cursor on, as a struct format reads them. */
export function StructView({ bytes, cursor, onCursor }: StructViewProps) {
  const { t } = useDiagWords()
  const format = useInspector((state) => state.format)
  const unpacked = useMemo(() => unpack(format, bytes, cursor), [format, bytes, cursor])
  const color = useMemo(() => {
    const byOffset = new Map<number, string>()
    unpacked.fields.forEach((field, i) => {
      for (let at = field.offset; at < field.offset + field.length; at++) byOffset.set(at, `field-${i % colors}`)
    })
    return byOffset
  }, [unpacked])
  return (
    <div className="dg-view">
      <TextField
        mono
        label={t('bytes.struct.format')}
        hint={t('bytes.struct.hint', { offset: cursor })}
        error={unpacked.ok ? undefined : t(`bytes.struct.${unpacked.problem}`, { at: unpacked.problem === 'bad-format' ? unpacked.at + 1 : unpacked.at })}
        value={format}
        onChange={(next) => useInspector.setState({ format: next })}
        data-testid="struct-format"
      />
      {unpacked.fields.length > 0 ? (
        <table className="dg-table" data-testid="struct-fields">
          <thead>
            <tr>
              <th scope="col">{t('bytes.struct.field')}</th>
              <th scope="col">{t('bytes.struct.code')}</th>
              <th scope="col">{t('bytes.utf8.offset')}</th>
              <th scope="col">{t('bytes.utf8.bytes')}</th>
              <th scope="col">{t('bytes.struct.value')}</th>
            </tr>
          </thead>
          <tbody>
            {unpacked.fields.map((field, i) => (
              <tr key={field.offset + field.code + i}>
                <td>
                  <span className="dg-swatch" data-mark={`field-${i % colors}`}>
                    {field.index ?? t('bytes.struct.padding')}
                  </span>
                </td>
                <td>
                  <code>{field.code}</code>
                </td>
                <td>{field.offset}</td>
                <td>
                  <code>{field.hex}</code>
                </td>
                <td>
                  <code>{field.value === null ? '—' : String(field.value)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {unpacked.ok ? <p className="ui-hint">{t('bytes.struct.size', { size: unpacked.size })}</p> : null}
      <Dump bytes={bytes} cursor={cursor} onCursor={onCursor} paint={(offset) => color.get(offset)} />
    </div>
  )
}
