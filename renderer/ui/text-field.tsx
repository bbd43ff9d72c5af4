import { type InputHTMLAttributes, useId } from 'react'
import './field.css'

interface TextFieldProps extends Pick<InputHTMLAttributes<HTMLInputElement>, 'autoFocus' | 'inputMode' | 'maxLength' | 'placeholder' | 'type' | 'onBlur'> {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
  readonly mono?: boolean
  readonly onEnter?: () => void
  readonly 'data-testid'?: string
}

export function TextField({ label, hint, error, value, onChange, mono = false, onEnter, ...rest }: TextFieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].join(' ').trim()
  return (
    <div className="ui-field">
      <label className="ui-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="ui-input"
        data-mono={mono}
        value={value}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== undefined}
        aria-describedby={described || undefined}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && onEnter?.()}
        {...rest}
      />
      {hint ? (
        <span id={`${id}-hint`} className="ui-hint">
          {hint}
        </span>
      ) : null}
      {error ? (
        <span id={`${id}-error`} className="ui-error" role="alert">
          {error}
        </span>
      ) : null}
    </div>
  )
}
