import { useId } from 'react'
import './field.css'
import './switch.css'

interface SwitchProps {
  readonly label: string
  readonly hint?: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function Switch({ label, hint, checked, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className="ui-setting">
      <label className="ui-field" htmlFor={id}>
        <span id={`${id}-label`} className="ui-label">
          {label}
        </span>
        {hint ? (
          <span id={`${id}-hint`} className="ui-hint">
            {hint}
          </span>
        ) : null}
      </label>
      <button
        type="button"
        id={id}
        role="switch"
        className="ui-switch"
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onClick={() => onChange(!checked)}
      />
    </div>
  )
}
