import { Moon, Pencil, Plus, Sun, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { profileColors } from '../../shared/model/person.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Select } from '../ui/select.tsx'
import { Swatches } from '../ui/swatches.tsx'
import { Switch } from '../ui/switch.tsx'
import { TextField } from '../ui/text-field.tsx'
import { createCard } from './create-props.ts'
import { Row } from './row.tsx'
import type { KitStory } from './story.ts'

const icon = { size: 18, 'aria-hidden': true } as const

function Buttons() {
  return (
    <>
      <Row name="kinds">
        <Button variant="primary">Primary</Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">Danger</Button>
      </Row>
      <Row name="small">
        <Button variant="primary" size="small">
          Primary
        </Button>
        <Button size="small">Secondary</Button>
        <Button variant="danger" size="small">
          <Trash2 size={16} aria-hidden="true" /> With an icon
        </Button>
      </Row>
      <Row name="disabled">
        <Button variant="primary" disabled>
          Primary
        </Button>
        <Button disabled>Secondary</Button>
      </Row>
      <Row name="icons">
        <IconButton label="Add" icon={<Plus {...icon} />} />
        <IconButton label="Edit" icon={<Pencil {...icon} />} size="small" />
        <IconButton label="Delete" icon={<Trash2 {...icon} />} disabled />
      </Row>
    </>
  )
}

function Fields() {
  const [text, setText] = useState('Awa Diallo')
  const [host, setHost] = useState('::')
  return (
    <div className="gal-columns">
      <TextField label="With a hint" hint="You can change it later." value={text} onChange={setText} />
      <TextField label="With an error" error="Choose a pseudonym: 1 to 32 characters." value="" onChange={() => undefined} />
      <TextField label="For numbers" mono value="3000" onChange={() => undefined} />
      <Select
        label="A few of many"
        hint="Every interface, or one address."
        value={host}
        options={[
          { value: '::', label: 'Every interface' },
          { value: '127.0.0.1', label: 'Only this computer' },
        ]}
        onChange={setHost}
      />
    </div>
  )
}

function Choices() {
  const [on, setOn] = useState(true)
  const [theme, setTheme] = useState<'light' | 'dark'>('light')
  const [color, setColor] = useState('olive')
  return (
    <div className="gal-columns">
      <Switch label="On or off" hint="What it does, in one line." checked={on} onChange={setOn} />
      <Switch label="The other one" checked={!on} onChange={(next) => setOn(!next)} />
      <Segmented
        label="One of a few"
        value={theme}
        options={[
          { value: 'light', label: 'Light', icon: <Sun size={16} aria-hidden="true" /> },
          { value: 'dark', label: 'Dark', icon: <Moon size={16} aria-hidden="true" /> },
        ]}
        onChange={setTheme}
      />
      <Swatches label="Colour" colors={profileColors.map((value) => ({ value, label: value }))} value={color} onChange={setColor} />
    </div>
  )
}

function Copies() {
  const card = createCard()
  return (
    <div className="gal-columns">
      <CopyField value="192.168.1.12:3000" label="Copy the address" onCopy={() => undefined} />
      <CopyField grouped value={card.idText} label="Copy the identity" onCopy={() => undefined} />
      <CopyField oneLine value={card.invitation} label="Copy the invitation" onCopy={() => undefined} />
    </div>
  )
}

function Keys() {
  return (
    <>
      <Row name="elsewhere">
        <Kbd apple={false}>Ctrl K</Kbd>
        <Kbd apple={false}>Alt ↑ ↓</Kbd>
      </Row>
      <Row name="on a Mac">
        <Kbd apple>Ctrl K</Kbd>
        <Kbd apple>Alt ↑ ↓</Kbd>
      </Row>
    </>
  )
}

export const controls: readonly KitStory[] = [
  { id: 'buttons', title: 'Buttons', Show: Buttons },
  { id: 'fields', title: 'Fields', Show: Fields },
  { id: 'choices', title: 'Choices', Show: Choices },
  { id: 'copy', title: 'Things to copy', Show: Copies },
  { id: 'keys', title: 'Keys', Show: Keys },
]
