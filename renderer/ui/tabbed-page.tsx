import type { LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import './tabbed-page.css'

export interface PageTab<Key extends string> {
  readonly key: Key
  readonly label: string
  readonly icon: LucideIcon
}

interface TabbedPageProps<Key extends string> {
  /** Begins the ids of its parts. */
  readonly id: string
  readonly title: string
  /** What the tabs choose from, for those who don't see them. */
  readonly label: string
  readonly tabs: readonly PageTab<Key>[]
  readonly current: Key
  readonly onChange: (key: Key) => void
  readonly children: ReactNode
}

/** What there is on the left, what was chosen on the right; on a narrow page the choice is above. */
export function TabbedPage<Key extends string>({ id, title, label, tabs, current, onChange, children }: TabbedPageProps<Key>) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // Another part begins at its top.
    if (panel.current) panel.current.scrollTop = 0
    document.getElementById(`${id}-tab-${current}`)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [id, current])
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex(({ key }) => key === current)
    const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = next === undefined ? undefined : tabs.at(next % tabs.length)
    if (!tab) return
    event.preventDefault()
    onChange(tab.key)
    document.getElementById(`${id}-tab-${tab.key}`)?.focus()
  }
  return (
    <div className="ui-tabbed" data-testid={`${id}-screen`}>
      <nav className="ui-tabbed-nav" aria-label={title}>
        <p className="ui-tabbed-title">{title}</p>
        <div className="ui-tabs" role="tablist" aria-orientation="vertical" aria-label={label} onKeyDown={onKeyDown}>
          {tabs.map(({ key, label: words, icon: Icon }) => (
            <button
              key={key}
              type="button"
              role="tab"
              id={`${id}-tab-${key}`}
              className="ui-tab"
              aria-selected={key === current}
              aria-controls={`${id}-panel`}
              tabIndex={key === current ? 0 : -1}
              data-testid={`${id}-${key}-tab`}
              onClick={() => onChange(key)}
            >
              <Icon size={18} aria-hidden="true" />
              {words}
            </button>
          ))}
        </div>
      </nav>
      <main ref={panel} className="ui-tabbed-main">
        <div key={current} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${current}`}>
          {children}
        </div>
      </main>
    </div>
  )
}
