import { useEffect, useState } from 'react'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { isName } from '../../../shared/model/name.ts'
import { type Room, type RoomRules, roomEntryRules } from '../../../shared/model/room.ts'
import { actInRoom } from '../../state/room-actions.ts'
import { Button } from '../../ui/button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Switch } from '../../ui/switch.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useRoomWords } from './use-room-words.ts'

interface RulesProps {
  readonly conversation: Conversation
  readonly room: Room
}

/** Who may come in: its owner's to change, everyone's to see. */
export function RoomRulesPart({ conversation, room }: RulesProps) {
  const { t } = useRoomWords()
  return (
    <section className="rm-rules" data-testid="room-rules" data-entry={room.rules.entry} data-plain={room.rules.plain} data-announced={room.rules.announced}>
      {room.role === 'owner' ? (
        <OwnersRules conversation={conversation} room={room} />
      ) : (
        <>
          <h3 className="rm-count">{t('rules.title')}</h3>
          <p className="rm-hint">
            {t(`host.${room.rules.entry}`)}. {t(room.rules.plain ? 'rules.plain' : 'rules.noPlain')} {room.rules.announced ? '' : t('rules.hidden')}
          </p>
        </>
      )}
    </section>
  )
}

function OwnersRules({ conversation: { id, title }, room: { rules } }: RulesProps) {
  const { t } = useRoomWords()
  const change = (part: Partial<RoomRules>) => void actInRoom(id, { type: 'rules', rules: { ...rules, ...part } })
  return (
    <>
      <Name id={id} title={title} />
      <Segmented
        label={t('host.entry')}
        value={rules.entry}
        options={roomEntryRules.map((value) => ({ value, label: t(`host.${value}`) }))}
        onChange={(entry) => change({ entry })}
        data-testid="rules-entry"
      />
      <Switch label={t('host.plain')} hint={t('host.plainHint')} checked={rules.plain} onChange={(plain) => change({ plain })} />
      <Switch label={t('host.announced')} hint={t('host.announcedHint')} checked={rules.announced} onChange={(announced) => change({ announced })} />
    </>
  )
}

function Name({ id, title }: { readonly id: string; readonly title: string }) {
  const { t } = useRoomWords()
  const [text, setText] = useState(title)
  useEffect(() => setText(title), [title])
  const name = text.trim()
  const good = isName(name)
  const save = () => void (good && name !== title && actInRoom(id, { type: 'name', name }))
  return (
    <div className="rm-topic">
      <TextField
        label={t('rules.name')}
        value={text}
        onChange={setText}
        onEnter={save}
        maxLength={64}
        error={good ? undefined : t('host.needName')}
        data-testid="rules-name"
      />
      <Button onClick={save} disabled={!good || name === title} data-testid="rules-rename">
        {t('rules.saveName')}
      </Button>
    </div>
  )
}
