import { createContext, type ReactNode, useContext } from 'react'
import { TextField } from '../../../ui/text-field.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import type { Wrong, Wrongs } from './reader.ts'

interface FormState {
  readonly wrongs: Wrongs | null
  /** Start was pressed: what is still empty is told too. */
  readonly asked: boolean
}

export const FormContext = createContext<FormState>({ wrongs: null, asked: false })

/** The words of what is wrong with a field; not before something stands in it. */
export function useWrong(name: string, value: string): string | undefined {
  const { t } = useDiagWords()
  const { wrongs, asked } = useContext(FormContext)
  const wrong: Wrong | undefined = wrongs?.[name]
  return wrong && (asked || value !== '') ? t(`wrong.${wrong.key}`, { least: '', most: '', at: '', ...wrong.values }) : undefined
}

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (value: string) => void
}

export function NumberField({ name, ...rest }: FieldProps) {
  return <TextField {...rest} mono inputMode="numeric" maxLength={12} error={useWrong(name, rest.value)} data-testid={`field-${name}`} />
}

export function WordField({ name, mono = true, ...rest }: FieldProps & { readonly mono?: boolean }) {
  return <TextField {...rest} mono={mono} maxLength={8_192} error={useWrong(name, rest.value)} data-testid={`field-${name}`} />
}

/** What most people never change. */
export function MoreFields({ children }: { readonly children: ReactNode }) {
  const { t } = useDiagWords()
  return (
    <details className="dg-more">
      <summary>{t('form.more')}</summary>
      <div className="dg-fields">{children}</div>
    </details>
  )
}
