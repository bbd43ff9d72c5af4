import { Check } from 'lucide-react'
import './swatches.css'

interface SwatchesProps {
  readonly label: string
  readonly colors: readonly { readonly value: string; readonly label: string }[]
  readonly value: string
  readonly onChange: (value: string) => void
}

export function Swatches({ label, colors, value, onChange }: SwatchesProps) {
  return (
    <fieldset className="ui-swatches">
      <legend>{label}</legend>
      {colors.map((color) => (
        <button
          key={color.value}
          type="button"
          className="ui-swatch"
          style={{ background: `var(--person-${color.value})` }}
          aria-pressed={color.value === value}
          aria-label={color.label}
          title={color.label}
          onClick={() => onChange(color.value)}
        >
          {color.value === value ? <Check size={18} aria-hidden="true" /> : null}
        </button>
      ))}
    </fieldset>
  )
}
