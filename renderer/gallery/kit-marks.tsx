import type { MessageState } from '../../shared/model/message.ts'
import { profileColors } from '../../shared/model/person.ts'
import { fakeLandscape, fakePictureUrl } from '../fake-api/fake-pictures.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { LockMark } from '../ui/lock-mark.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { SafeText } from '../ui/safe-text.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { StatusDot } from '../ui/status-dot.tsx'
import { Tree } from '../ui/tree.tsx'
import { createCard } from './create-props.ts'
import { Row } from './row.tsx'
import type { KitStory } from './story.ts'

const people = ['Awa Diallo', 'Théo', 'li', '192.168.1.42', '🌳', 'Ñandú Ü', 'x'.repeat(32), ''] as const
const states: readonly MessageState[] = ['queued', 'sent', 'delivered', 'read', 'failed']

function Avatars() {
  return (
    <>
      {(['small', 'medium', 'large'] as const).map((size) => (
        <Row key={size} name={size}>
          {people.map((name, index) => (
            <Avatar key={name} seed={`${name}${index}`} name={name} color={profileColors[index] ?? 'unknown'} size={size} />
          ))}
        </Row>
      ))}
      <Row name="with a picture, and with one that is missing">
        {(['small', 'medium', 'large'] as const).map((size, index) => (
          <Avatar key={size} seed={size} name="Awa Diallo" color="plum" picture={fakePictureUrl(fakeLandscape(index))} size={size} />
        ))}
        <Avatar seed="missing" name="Awa Diallo" color="plum" picture="data:," size="large" />
      </Row>
    </>
  )
}

function Marks() {
  return (
    <>
      <Row name="lock">
        <LockMark kind="secure" verified={false} label="Encrypted" />
        <LockMark kind="secure" verified label="Encrypted, verified" />
        <LockMark kind="plain" verified={false} label="Not encrypted" />
      </Row>
      <Row name="message">
        {states.map((state) => (
          <StateMark key={state} state={state} label={state} />
        ))}
      </Row>
      <Row name="presence">
        {(['online', 'around', 'connecting', 'trouble', 'offline'] as const).map((status) => (
          <StatusDot key={status} status={status} label={status} />
        ))}
      </Row>
      <Row name="unread">
        <Badge count={1} />
        <Badge count={42} />
        <Badge count={240} />
      </Row>
    </>
  )
}

function Mark() {
  return (
    <Row name="sizes">
      <span className="gal-accent">
        <Tree size={24} /> <Tree size={48} /> <Tree size={96} /> <Tree size={160} />
      </span>
    </Row>
  )
}

const text = 'See https://www.rfc-editor.org/rfc/rfc9293. <b>Never HTML</b>, not even <script>alert(1)</script>.'

export const marks: readonly KitStory[] = [
  { id: 'mark', title: 'The mark', Show: Mark },
  { id: 'avatars', title: 'Avatars', Show: Avatars },
  { id: 'marks', title: 'Small signs', Show: Marks },
  { id: 'qr', title: 'QR code', Show: () => <QrCode value={createCard().invitation} label="Invitation" /> },
  {
    id: 'safe-text',
    title: 'Safe text',
    Show: () => (
      <p>
        <SafeText text={text} onLink={() => undefined} />
      </p>
    ),
  },
]
