import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import './ui.css'

interface CopyFieldProps {
  readonly value: string
  /** What a click does, in words. */
  readonly label: string
  readonly onCopy: (value: string) => unknown
}

/** Shows a value that one click copies. */
export function CopyField({ value, label, onCopy }: CopyFieldProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    onCopy(value)
    setCopied(true)
  }
  return (
    <button type="button" className="ui-copy" aria-label={`${label}: ${value}`} title={label} onClick={copy}>
      <code>{value}</code>
      {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
    </button>
  )
}
