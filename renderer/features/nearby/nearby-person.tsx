import { BookUser, Radio } from 'lucide-react'
import { memo } from 'react'
import { formatAddress } from '../../../shared/model/address.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { colorOf, type PersonId } from '../../../shared/model/person.ts'
import { useConversation } from '../../state/conversations-store.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { LockMark } from '../../ui/lock-mark.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { lockWords } from '../conversations/marks.ts'
import { moveRoving } from '../conversations/use-roving.ts'
import { useWords } from '../conversations/use-words.ts'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { dotOf } from '../people/presence.ts'
import { usePeopleWords } from '../people/use-people-words.ts'
import { usePresence, usePresenceWords } from '../people/use-presence.ts'
import { foundWords } from './found-words.ts'
import '../../ui/rows.css'
import './nearby.css'

interface NearbyItemProps {
  readonly person: NearbyPerson
  readonly focusable: boolean
  readonly onFocus: (id: PersonId) => void
  readonly onOpen: (person: NearbyPerson) => void
}

/** Someone around: who, how they were found, whether they are there. One click, and one talks. */
export const NearbyItem = memo(function NearbyItem({ person, focusable, onFocus, onOpen }: NearbyItemProps) {
  const { t } = usePeopleWords()
  const words = useWords()
  const conversation = useConversation(person.conversationId)
  const presence = usePresence(conversation, person)
  const presenceWords = usePresenceWords()
  const name = conversation?.title ?? person.name
  const Icon = isNear(person) ? Radio : BookUser
  const address = person.addresses[0]
  return (
    <li>
      <button
        type="button"
        className="ui-row"
        data-testid="nearby-person"
        data-person={person.id}
        data-presence={presence.state}
        data-roving-item="true"
        tabIndex={focusable ? 0 : -1}
        title={name === null ? t('namelessHint') : address && formatAddress(address)}
        onKeyDown={moveRoving}
        onFocus={() => onFocus(person.id)}
        onClick={() => onOpen(person)}
      >
        <span className="ui-dotted">
          {conversation ? <PersonAvatar conversation={conversation} /> : <Avatar seed={person.id} name={name ?? ''} color={colorOf(person.id)} />}
          <StatusDot status={dotOf(presence)} label="" />
        </span>
        <span className="ui-row-text">
          <span className="ui-row-name" data-nameless={name === null}>
            <bdi>{name ?? t('nameless')}</bdi>
            {conversation?.trust === 'verified' ? <LockMark kind="secure" verified label={words.t(lockWords(conversation))} /> : null}
          </span>
          <span className="nb-how">
            <span className="nb-presence">{presenceWords(presence)}</span>
            <span className="nb-found">
              <Icon size={14} aria-hidden="true" /> {foundWords(words.t, person)}
            </span>
          </span>
        </span>
        <span className="ui-row-act">{t(conversation ? 'open' : 'talk')}</span>
      </button>
    </li>
  )
})

export const isNear = ({ sources }: NearbyPerson): boolean => sources.some((source) => source !== 'directory')
