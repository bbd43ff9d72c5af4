import { Bell, MoreVertical, Pin, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { errorCodes } from '../../shared/errors.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorText } from '../ui/error-text.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu } from '../ui/menu.tsx'
import { Popover } from '../ui/popover.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { Tree } from '../ui/tree.tsx'
import { Row } from './row.tsx'
import type { KitStory } from './story.ts'

function Banners() {
  return (
    <>
      <Banner
        tone="info"
        title="Inès wants to talk to you"
        action={
          <Button size="small" variant="primary">
            Accept
          </Button>
        }
      >
        You do not know this person yet.
      </Banner>
      <Banner tone="warning" title="No network">
        Only this computer can be reached.
      </Banner>
      <Banner tone="danger" title="Another key answers" action={<Button size="small">Keep the old key</Button>}>
        Compare the safety number.
      </Banner>
      <Banner tone="plain">Not encrypted: anyone on the network can read this.</Banner>
    </>
  )
}

function Overlays() {
  const [dialog, setDialog] = useState(false)
  const [popover, setPopover] = useState(false)
  return (
    <Row name="open them">
      <Button onClick={() => setDialog(true)}>Dialog</Button>
      <Menu
        trigger={<IconButton label="Menu" icon={<MoreVertical size={18} aria-hidden="true" />} />}
        items={[
          { label: 'Pin', icon: <Pin size={16} aria-hidden="true" />, onSelect: () => undefined },
          { label: 'Mute', icon: <Bell size={16} aria-hidden="true" />, shortcut: 'M', onSelect: () => undefined },
          { label: 'Forget…', icon: <Trash2 size={16} aria-hidden="true" />, danger: true, onSelect: () => undefined },
        ]}
      />
      <Popover open={popover} onOpenChange={setPopover} trigger={<Button>Popover</Button>}>
        <p>Something small, beside what it is about.</p>
      </Popover>
      <Tooltip content="192.168.1.12:3000">
        <Button>Tooltip</Button>
      </Tooltip>
      <Dialog open={dialog} onClose={() => setDialog(false)} title="A dialog">
        <p>It keeps the focus, closes with Escape and gives the focus back.</p>
      </Dialog>
    </Row>
  )
}

function Errors() {
  return (
    <ul className="gal-list">
      {errorCodes.map((code) => (
        <li key={code}>
          <ErrorText error={{ code, details: { host: '192.168.1.42', port: 3000, name: 'Awa', bytes: 70_000, limit: 65_536 } }} />
        </li>
      ))}
    </ul>
  )
}

export const feedback: readonly KitStory[] = [
  { id: 'banners', title: 'Banners', Show: Banners },
  { id: 'overlays', title: 'Dialog, menu, popover, tooltip', Show: Overlays },
  {
    id: 'toasts',
    title: 'Toasts',
    Show: () => (
      <div className="gal-toasts">
        <Toasts
          toasts={[
            { id: 1, content: 'Message deleted', undo: () => undefined },
            { id: 2, content: <ErrorText error={{ code: 'not-connected', details: {} }} />, undo: null },
          ]}
          undoLabel="Undo"
          closeLabel="Close"
          onClose={() => undefined}
        />
      </div>
    ),
  },
  {
    id: 'nothing',
    title: 'Nothing yet',
    Show: () => (
      <EmptyState
        icon={<Tree />}
        title="No conversations yet"
        text="Talk to someone by their address, or give them yours."
        action={<Button variant="primary">New conversation</Button>}
      />
    ),
  },
  { id: 'waiting', title: 'Waiting', Show: () => <Spinner label="Loading" /> },
  { id: 'errors', title: 'Errors in words', Show: Errors },
]
