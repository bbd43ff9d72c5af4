import { type ReactNode, useId, useState } from 'react'
import { useDiagWords } from '../use-diag-words.ts'
import './charts.css'

interface PictureProps {
  readonly title: string
  /** What it shows, in a sentence. */
  readonly summary: string
  readonly children: ReactNode
  readonly legend?: ReactNode
  /** The same as rows; made only when someone opens it. */
  readonly table?: () => ReactNode
  readonly 'data-testid'?: string
}

/** A picture, its sentence, and the same as a table: for those who do not see it, and for those who want the numbers. */
export function Picture({ title, summary, children, legend, table, 'data-testid': testId }: PictureProps) {
  const { t } = useDiagWords()
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <figure className="dg-figure" aria-labelledby={`${id}-title`} data-testid={testId}>
      <figcaption>
        <span id={`${id}-title`} className="dg-figure-title">
          {title}
        </span>{' '}
        <span className="dg-figure-summary">{summary}</span>
      </figcaption>
      {children}
      {legend}
      {table ? (
        <details className="dg-as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t('charts.asTable')}</summary>
          {open ? table() : null}
        </details>
      ) : null}
    </figure>
  )
}
