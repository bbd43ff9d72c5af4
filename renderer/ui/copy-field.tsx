import { Check, Copy } from 'lucide-react'
import { Fragment, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import './copy-field.css'

interface CopyFieldProps {
  readonly value: string
  /** What a click does, in words. */
  readonly label: string
  /** Breaks lines only between the groups of an identity (after a space or a hyphen). */
  readonly grouped?: boolean
  /** Cuts what does not fit; a copy has it all. */
  readonly oneLine?: boolean
  readonly onCopy: (value: string) => unknown
}

const copiedMs = 1_800

/** Shows a value that one click copies. */
export function CopyField({ value, label, grouped = false, oneLine = false, onCopy }: CopyFieldProps) {
  const { t } = useTranslation('app')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), copiedMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    onCopy(value)
    setCopied(true)
  }
  return (
    <button
      type="button"
      className="ui-copy"
      data-copied={copied}
      aria-label={copied ? t('copied') : `${label}: ${value}`}
      title={copied ? t('copied') : label}
      onClick={copy}
    >
      {grouped ? <Groups value={value} /> : <code data-one-line={oneLine}>{value}</code>}
      {copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
    </button>
  )
}

function Groups({ value }: { readonly value: string }) {
  return (
    <span className="ui-copy-groups">
      {value.split(/(?<=[ -])/).map((group, index) => (
        <Fragment key={index}>
          <code>{group}</code>
          <wbr />
        </Fragment>
      ))}
    </span>
  )
}
