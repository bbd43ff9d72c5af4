import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { selectConversation } from '../../state/conversation-actions.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { updateSettings } from '../settings/update-settings.ts'
import { goTo, setPalette, usePage } from './page-store.ts'

interface Entry {
  readonly id: string
  readonly label: string
  readonly run: () => void
}

/** Shown at once; more typing narrows it. */
const shown = 9
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Ctrl/Cmd+K: go anywhere, do anything. */
export function Palette() {
  const { t } = useTranslation('app')
  const open = usePage((state) => state.palette)
  return (
    <Dialog open={open} onClose={() => setPalette(false)} title={t('palette.label')} data-testid="palette">
      {open ? <Choices /> : null}
    </Dialog>
  )
}

function Choices() {
  const { t } = useTranslation('app')
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const entries = useEntries()
  const found = useMemo(() => entries.filter(({ label }) => fold(label).includes(fold(query.trim()))).slice(0, shown), [entries, query])
  const choose = (entry: Entry | undefined) => {
    if (!entry) return
    setPalette(false)
    entry.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((now) => (now + step + found.length) % Math.max(1, found.length))
    }
    if (event.key === 'Enter') choose(found[at])
  }
  return (
    <div className="shell-palette">
      <input
        ref={input}
        className="ui-input"
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${found[at].id}` : undefined}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" aria-label={t('palette.label')}>
        {found.map((entry, index) => (
          <div
            key={entry.id}
            id={`palette-${entry.id}`}
            role="option"
            tabIndex={-1}
            className="ui-menu-item"
            aria-selected={index === at}
            data-highlighted={index === at ? '' : undefined}
            onMouseEnter={() => setAt(index)}
            onClick={() => choose(entry)}
            onKeyDown={undefined}
          >
            {entry.label}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className="ui-hint">{t('palette.empty')}</p> : null}
    </div>
  )
}

function useEntries(): readonly Entry[] {
  const { t } = useTranslation('app')
  const byId = useConversations((state) => state.byId)
  return useMemo(() => {
    const dialog = (name: 'new-conversation' | 'help') => () => {
      goTo('conversations')
      useSelection.setState({ dialog: name })
    }
    const people = Object.values(byId)
      .sort((a, b) => b.updatedAt - a.updatedAt)
      .map(
        (c): Entry => ({
          id: c.id,
          label: c.title,
          run: () => {
            goTo('conversations')
            selectConversation(c.id)
          },
        }),
      )
    return [
      ...people,
      { id: 'new', label: t('palette.new'), run: dialog('new-conversation') },
      { id: 'settings', label: t('settings'), run: () => goTo('settings') },
      { id: 'help', label: t('palette.help'), run: dialog('help') },
      ...(['light', 'dark', 'system'] as const).map((theme): Entry => ({ id: theme, label: t(`palette.${theme}`), run: () => void updateSettings({ theme }) })),
      { id: 'en', label: 'English', run: () => void updateSettings({ language: 'en' }) },
      { id: 'fr', label: 'Français', run: () => void updateSettings({ language: 'fr' }) },
    ]
  }, [byId, t])
}
