import { Search, X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import './search-box.css'

interface SearchBoxProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly label: string
  readonly clearLabel: string
  readonly maxLength: number
  /** Where the arrow down leads: a selector of what was found. */
  readonly results: string
  readonly onEnter?: () => void
  readonly 'data-testid': string
}

/** Escape empties it, and only then is anybody else's. */
export function SearchBox({ value, onChange, label, clearLabel, maxLength, results, onEnter, 'data-testid': testId }: SearchBoxProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value !== '') {
      event.stopPropagation()
      onChange('')
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter?.()
    if (event.key === 'ArrowDown') document.querySelector<HTMLElement>(results)?.focus()
  }
  return (
    <div className="ui-search">
      <Search size={16} aria-hidden="true" />
      <input
        type="search"
        data-testid={testId}
        value={value}
        placeholder={label}
        aria-label={label}
        maxLength={maxLength}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value === '' ? null : (
        <button type="button" aria-label={clearLabel} onClick={() => onChange('')}>
          <X size={16} aria-hidden="true" />
        </button>
      )}
    </div>
  )
}
