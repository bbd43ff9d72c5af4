import { useId } from 'react'
import { useWrong } from './fields.tsx'

interface TextAreaProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Several lines. */
export function TextArea({ name, label, value, onChange }: TextAreaProps) {
  const id = useId()
  const wrong = useWrong(name, value)
  return (
    <div className="ui-field dg-wide">
      <label className="ui-label" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className="ui-input dg-byte-text"
        data-mono="true"
        data-testid={`field-${name}`}
        rows={2}
        spellCheck={false}
        value={value}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {wrong ? (
        <span id={`${id}-error`} className="ui-error" role="alert">
          {wrong}
        </span>
      ) : null}
    </div>
  )
}
