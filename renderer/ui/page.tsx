import type { ReactNode } from 'react'
import './page.css'

interface PageProps {
  readonly title: string
  readonly lead: string
  /** Beside the title. */
  readonly side?: ReactNode
  readonly testId: string
  readonly children: ReactNode
}

/** A screen of its own: what it is for, then its sheets, in columns where there is room. */
export function Page({ title, lead, side, testId, children }: PageProps) {
  return (
    <main className="ui-page" data-testid={testId}>
      <div className="ui-page-body">
        <header className="ui-page-head">
          <div>
            <h1>{title}</h1>
            <p className="ui-page-hint">{lead}</p>
          </div>
          {side}
        </header>
        {children}
      </div>
    </main>
  )
}
