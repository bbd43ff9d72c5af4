import { useId } from 'react'
import './ui.css'

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
      <label className="ui-field" htmlFor={id} id={`${id}-label`}>
        <span>{label}</span>
        {hint ? <span className="ui-hint">{hint}</span> : null}
      </label>
      <button type="button" id={id} role="switch" className="ui-switch" aria-checked={checked} aria-labelledby={`${id}-label`} onClick={() => onChange(!checked)} />
    </div>
  )
}
