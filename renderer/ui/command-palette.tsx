import { Dialog as Base } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Kbd } from './kbd.tsx'
import { matchEntries } from './match-entries.ts'
import './command-palette.css'
import './overlay.css'

export interface PaletteEntry {
  readonly id: string
  /** Entries of a group stand together, under its name. */
  readonly group: string
  readonly label: string
  readonly icon?: ReactNode
  readonly keys?: string
  /** Other words it is found by. */
  readonly also?: string
  readonly run: () => void
}

interface PaletteWords {
  readonly label: string
  readonly empty: string
  readonly choose: string
  readonly run: string
  readonly close: string
}

interface CommandPaletteProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly entries: readonly PaletteEntry[]
  readonly words: PaletteWords
  readonly 'data-testid'?: string
}

/** Ctrl/Cmd+K: everything that can be done, by typing a part of its name. */
export function CommandPalette({ open, onClose, entries, words, 'data-testid': testId }: CommandPaletteProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <Base.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Base.Portal>
        <Base.Backdrop className="ui-backdrop" />
        <Base.Popup className="ui-palette" aria-label={words.label} initialFocus={input} data-testid={testId}>
          <Choices entries={entries} words={words} onClose={onClose} input={input} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

type ChoicesProps = Pick<CommandPaletteProps, 'entries' | 'words' | 'onClose'> & { readonly input: React.RefObject<HTMLInputElement | null> }

function Choices({ entries, words, onClose, input }: ChoicesProps) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const found = matchEntries(entries, query)
  const current = found[Math.min(at, found.length - 1)]
  const optionId = (entry: PaletteEntry) => `${id}-${entry.id}`
  useEffect(() => {
    if (current) document.getElementById(`${id}-${current.id}`)?.scrollIntoView?.({ block: 'nearest' })
  }, [current, id])
  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return
    onClose()
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: found.length - 1 }[event.key]
    if (next !== undefined && found.length > 0) {
      event.preventDefault()
      setAt((next + found.length) % found.length)
    }
    if (event.key === 'Enter') run(current)
  }
  return (
    <>
      <div className="ui-palette-search">
        <Search size={18} aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          aria-label={words.label}
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={current ? optionId(current) : undefined}
          placeholder={words.label}
          value={query}
          spellCheck={false}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={words.label} className="ui-palette-list">
        {found.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entry.group === found[index - 1]?.group ? null : (
              <div className="ui-palette-group" role="presentation">
                {entry.group}
              </div>
            )}
            <div
              id={optionId(entry)}
              role="option"
              tabIndex={-1}
              className="ui-palette-item"
              aria-selected={entry === current}
              onMouseMove={() => setAt(index)}
              onClick={() => run(entry)}
              onKeyDown={undefined}
            >
              <span className="ui-palette-icon">{entry.icon}</span>
              <bdi className="ui-palette-label">{entry.label}</bdi>
              {entry.keys ? <Kbd>{entry.keys}</Kbd> : null}
            </div>
          </div>
        ))}
      </div>
      {found.length === 0 ? (
        <p className="ui-palette-none" role="status">
          {words.empty}
        </p>
      ) : null}
      <div className="ui-palette-keys" aria-hidden="true">
        <span>
          <Kbd>↑ ↓</Kbd> {words.choose}
        </span>
        <span>
          <Kbd>Enter</Kbd> {words.run}
        </span>
        <span>
          <Kbd>Esc</Kbd> {words.close}
        </span>
      </div>
    </>
  )
}
