import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { block } from '../../state/conversation-actions.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { Button } from '../../ui/button.tsx'
import { Group } from './group.tsx'

/** Whoever is blocked, also when their conversation is out of sight. */
export function BlockedPeople() {
  const { t, i18n } = useTranslation('app')
  const byId = useConversations((state) => state.byId)
  const list = useRef<HTMLDivElement>(null)
  const blocked = Object.values(byId)
    .filter((conversation) => conversation.blocked)
    .sort((a, b) => a.title.localeCompare(b.title, i18n.language))
  return (
    <Group title={t('set.blocked')}>
      <div ref={list} tabIndex={-1} className="set-blocked" data-testid="blocked-people">
        {blocked.length === 0 ? <p className="ui-hint">{t('set.blockedNone')}</p> : null}
        {blocked.map((conversation) => (
          <div key={conversation.id} className="set-fact">
            <span dir="auto">{conversation.title}</span>
            <Button
              aria-label={t('set.unblockName', { name: conversation.title })}
              onClick={() => {
                // The button goes with its line: focus stays near.
                list.current?.focus()
                void block(conversation, false)
              }}
            >
              {t('set.unblock')}
            </Button>
          </div>
        ))}
      </div>
    </Group>
  )
}
