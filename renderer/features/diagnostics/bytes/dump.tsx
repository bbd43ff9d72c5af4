import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from '../../../ui/icon-button.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { signOf } from './signs.ts'
import { rootPx, useWindow } from './use-window.ts'

/** Of a row; where that is too wide, half as many. The rems that sixteen take, as in the style sheet. */
const wide = { bytes: 16, rem: 38 }
/** As in the style sheet. */
const rowRem = 1.5
/** Bytes in one scrolling page: more would be taller than a browser can scroll. */
const pageBytes = 1024 * 1024

/** How a byte is marked: a struct's field, not UTF-8, changed. */
export type Paint = (offset: number) => string | undefined

interface DumpProps {
  readonly bytes: Uint8Array
  readonly cursor: number
  readonly onCursor: (offset: number) => void
  readonly paint?: Paint
  readonly label?: string
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** Offset | 16 bytes | ASCII. One stop of the tab key; the arrows move the cursor. */
export function Dump({ bytes, cursor, onCursor, paint, label }: DumpProps) {
  const { t } = useDiagWords()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const start = Math.floor(cursor / pageBytes) * pageBytes
  const end = Math.min(bytes.length, start + pageBytes)
  const width = useWidth(scroller)
  const rows = Math.ceil((end - start) / width)
  const { first, last, rowPx } = useWindow(scroller, rows, rowRem)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const top = Math.floor((cursor - start) / width) * rowPx
    if (top < element.scrollTop) element.scrollTop = top
    else if (element.clientHeight > 0 && top + rowPx > element.scrollTop + element.clientHeight) element.scrollTop = top + rowPx - element.clientHeight
  }, [cursor, start, rowPx, width])
  const move = (event: KeyboardEvent) => {
    const line = cursor - (cursor % width)
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 1)
    const ends = event.ctrlKey || event.metaKey
    const next = {
      ArrowLeft: cursor - 1,
      ArrowRight: cursor + 1,
      ArrowUp: cursor - width,
      ArrowDown: cursor + width,
      PageUp: cursor - width * pageRows,
      PageDown: cursor + width * pageRows,
      Home: ends ? 0 : line,
      End: ends ? bytes.length - 1 : line + width - 1,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    if (next >= 0 || event.key === 'PageUp') onCursor(Math.max(0, Math.min(bytes.length - 1, next)))
  }
  const pick = (event: MouseEvent<HTMLElement>) => {
    const at = (event.target as HTMLElement).closest<HTMLElement>('[data-at]')?.dataset['at']
    if (at !== undefined) onCursor(Number(at))
  }
  const byte = bytes[cursor]
  return (
    <div className="dg-dump" data-columns={width}>
      <section
        ref={scroller}
        className="dg-dump-rows"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and has a cursor
        tabIndex={0}
        aria-label={label ?? t('bytes.dump.label')}
        aria-describedby={`${id}-cursor`}
        data-testid="dump"
        onKeyDown={move}
        onClick={pick}
      >
        <div style={{ blockSize: `${rows * rowRem}rem` }}>
          <div style={{ translate: `0 ${first * rowRem}rem` }} aria-hidden="true">
            {Array.from({ length: Math.max(0, last - first) }, (_, i) => start + (first + i) * width).map((offset) => (
              <Row key={offset} offset={offset} bytes={bytes.subarray(offset, Math.min(end, offset + width))} cursor={cursor} paint={paint} />
            ))}
          </div>
        </div>
      </section>
      <p id={`${id}-cursor`} className="ui-hidden" role="status">
        {byte === undefined ? '' : t('bytes.dump.cursor', { offset: cursor, hex: `0x${hex(byte, 2)}`, sign: signOf(byte) })}
      </p>
      {bytes.length > pageBytes ? (
        <div className="dg-row">
          <IconButton
            size="small"
            label={t('bytes.dump.before')}
            icon={<ChevronLeft size={16} />}
            disabled={start === 0}
            onClick={() => onCursor(start - pageBytes)}
          />
          <span className="ui-hint">{t('bytes.dump.page', { from: start, to: end - 1, of: bytes.length })}</span>
          <IconButton
            size="small"
            label={t('bytes.dump.after')}
            icon={<ChevronRight size={16} />}
            disabled={end === bytes.length}
            onClick={() => onCursor(end)}
          />
        </div>
      ) : null}
    </div>
  )
}

function useWidth(box: RefObject<HTMLElement | null>): number {
  const [bytes, setBytes] = useState(wide.bytes)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => setBytes(element.clientWidth === 0 || element.clientWidth >= wide.rem * rootPx() ? wide.bytes : wide.bytes / 2)
    const observer = new ResizeObserver(look)
    observer.observe(element)
    look()
    return () => observer.disconnect()
  }, [box])
  return bytes
}

interface RowProps {
  readonly offset: number
  readonly bytes: Uint8Array
  readonly cursor: number
  readonly paint: Paint | undefined
}

function Row({ offset, bytes, cursor, paint }: RowProps) {
  const cells = Array.from(bytes, (byte, i) => ({ byte, at: offset + i, mark: paint?.(offset + i) }))
  return (
    <div className="dg-dump-row">
      <span className="dg-dump-offset">{hex(offset, 8)}</span>
      <span className="dg-dump-hex">
        {cells.map(({ byte, at, mark }) => (
          <span key={at} data-at={at} data-mark={mark} data-cursor={at === cursor || undefined}>
            {hex(byte, 2)}
          </span>
        ))}
      </span>
      <span className="dg-dump-ascii">
        {cells.map(({ byte, at, mark }) => (
          <span key={at} data-at={at} data-mark={mark} data-cursor={at === cursor || undefined}>
            {byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'}
          </span>
        ))}
      </span>
    </div>
  )
}
