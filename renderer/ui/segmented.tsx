import { type ReactNode, useId } from 'react'
import './segmented.css'

interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[]
  readonly onChange: (value: T) => void
  readonly 'data-testid'?: string
}

/** A few choices, all in sight. Radio buttons underneath: arrows, forms and screen readers know them. */
export function Segmented<T extends string>({ label, value, options, onChange, 'data-testid': testId }: SegmentedProps<T>) {
  const name = useId()
  return (
    <fieldset className="ui-segmented" data-testid={testId}>
      <legend>{label}</legend>
      <div className="ui-segments">
        {options.map((option) => (
          <label key={option.value} className="ui-segment">
            <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            {option.icon}
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
