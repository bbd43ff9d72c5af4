import { Binary, Copy } from 'lucide-react'
import { useMemo, useState } from 'react'
import { asSource, encodeUtf8, findBytes, parseBytes } from '../../../../shared/bytes/index.ts'
import { copyText } from '../../../state/conversation-actions.ts'
import { inspectorViews, useInspector } from '../../../state/inspector-store.ts'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { ByteField } from './byte-field.tsx'
import { CompareView } from './compare-view.tsx'
import { Dump } from './dump.tsx'
import { readInput } from './read-input.ts'
import { Readings } from './readings.tsx'
import { StructView } from './struct-view.tsx'
import { Latin1View, Utf8View } from './text-views.tsx'
import './bytes.css'

/** Of what can be copied: more is a file's business. */
const copyMost = 100_000

const onCursor = (cursor: number) => useInspector.setState({ cursor })

/** What a text, a file or a message is made of. */
export function BytesTest() {
  const { t } = useDiagWords()
  const { input, view, cursor: wanted } = useInspector()
  const { bytes, problem } = useMemo(() => readInput(input), [input])
  const cursor = Math.max(0, Math.min(wanted, (bytes?.length ?? 0) - 1))
  return (
    <>
      <section className="dg-sheet">
        <ByteField
          label={t('bytes.input')}
          input={input}
          problem={problem}
          onChange={(next) => useInspector.setState({ input: next, cursor: 0 })}
          data-testid="bytes-input"
        />
      </section>
      {bytes && bytes.length > 0 ? (
        <section className="dg-sheet">
          <div className="dg-row">
            <Segmented
              label={t('bytes.view.label')}
              value={view}
              options={inspectorViews.map((value) => ({ value, label: t(`bytes.view.${value}`) }))}
              onChange={(next) => useInspector.setState({ view: next })}
              data-testid="bytes-view"
            />
            <span className="dg-space" />
            <span className="dg-size" data-testid="bytes-size">
              {t('bytes.size', { count: bytes.length })}
            </span>
            <CopyAs bytes={bytes} />
          </div>
          <View bytes={bytes} cursor={cursor} />
        </section>
      ) : problem ? null : (
        <EmptyState icon={<Binary size={48} aria-hidden="true" />} title={t('bytes.none')} text={t('bytes.noneText')} />
      )}
    </>
  )
}

interface ViewProps {
  readonly bytes: Uint8Array
  readonly cursor: number
}

function View({ bytes, cursor }: ViewProps) {
  const view = useInspector((state) => state.view)
  switch (view) {
    case 'dump':
      return (
        <>
          <Find bytes={bytes} cursor={cursor} />
          <div className="dg-dump-and-readings">
            <Dump bytes={bytes} cursor={cursor} onCursor={onCursor} />
            <Readings bytes={bytes} cursor={cursor} />
          </div>
        </>
      )
    case 'utf8':
      return <Utf8View bytes={bytes} onCursor={(at) => useInspector.setState({ cursor: at, view: 'dump' })} />
    case 'latin1':
      return <Latin1View bytes={bytes} />
    case 'struct':
      return <StructView bytes={bytes} cursor={cursor} onCursor={onCursor} />
    case 'compare':
      return <CompareView bytes={bytes} cursor={cursor} onCursor={onCursor} />
  }
}

function CopyAs({ bytes }: { readonly bytes: Uint8Array }) {
  const { t } = useDiagWords()
  const copied = bytes.subarray(0, copyMost)
  return (
    <Menu
      trigger={
        <Button size="small" data-testid="copy-as">
          <Copy size={16} aria-hidden="true" /> {t('bytes.copyAs')}
        </Button>
      }
      items={(['hex', 'c', 'python', 'javascript'] as const).map((language) => ({
        label: t(`bytes.as.${language}`),
        onSelect: () => void copyText(asSource(copied, language)),
      }))}
    />
  )
}

/** From after the cursor on, round to the beginning. */
function Find({ bytes, cursor }: ViewProps) {
  const { t } = useDiagWords()
  const [text, setText] = useState('')
  const [missed, setMissed] = useState(false)
  const find = () => {
    const wanted = wantedBytes(text)
    const after = findBytes(bytes, wanted, cursor + 1)
    const at = after === -1 ? findBytes(bytes, wanted) : after
    setMissed(at === -1)
    if (at !== -1) onCursor(at)
  }
  return (
    <form
      className="dg-find"
      onSubmit={(event) => {
        event.preventDefault()
        find()
      }}
    >
      <TextField
        label={t('bytes.find.label')}
        hint={t('bytes.find.hint')}
        error={missed ? t('bytes.find.none') : undefined}
        value={text}
        maxLength={200}
        onChange={(next) => {
          setText(next)
          setMissed(false)
        }}
        data-testid="bytes-find"
      />
      <Button type="submit" size="small" disabled={text === ''}>
        {t('bytes.find.next')}
      </Button>
    </form>
  )
}

function wantedBytes(text: string): Uint8Array {
  const hex = /^0x/i.test(text) ? parseBytes(text, 'hex') : null
  return hex?.ok ? hex.bytes : encodeUtf8(text)
}
