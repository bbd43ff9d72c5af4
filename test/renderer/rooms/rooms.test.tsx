import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { useRooms } from '../../../renderer/state/rooms-store.ts'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import type { LastMessage } from '../../../shared/model/conversation.ts'
import type { Room } from '../../../shared/model/room.ts'
import { type OpenApp, openApp } from '../open-app.tsx'
import { violations } from '../violations.ts'

async function openRooms(): Promise<OpenApp> {
  const app = await openApp({ scenario: 'rooms' })
  await app.user.click(screen.getByTestId('rail-rooms'))
  return app
}

const near = (name: string) => screen.getByTestId('nearby-rooms').querySelector<HTMLElement>(`[data-name="${name}"]`) as HTMLElement

/** The dialog about a room, opened as a person would. */
async function openDialog(app: OpenApp, title: string, as: Partial<Room> = {}): Promise<HTMLElement> {
  const conversationId = app.fake.idOf(title)
  const room = useRooms.getState().byConversation[conversationId]
  if (!room) throw new Error(`no room ${title}`)
  await app.user.click(screen.getAllByTestId('room-item').find((item) => item.dataset['title'] === title) as HTMLElement)
  act(() => {
    useRooms.setState(({ byConversation }) => ({ byConversation: { ...byConversation, [conversationId]: { ...room, ...as } } }))
    useSelection.setState({ dialog: 'person' })
  })
  return screen.findByTestId('room-dialog')
}

describe('rooms of this network', () => {
  it('are shown with host, people and who may enter, and axe objects to nothing', async () => {
    await openRooms()
    expect(near('Club d’échecs')).toHaveAccessibleName(/Inside.*hosted by Awa Diallo.*2 people.*open to everyone.*programs too.*Open/)
    expect(near('Projet sécurité')).toHaveAccessibleName(/hosted by Théo Marchand.*11 people.*for people its host knows.*Enter/)
    expect(near('Révisions')).toHaveAccessibleName(/1 person.*announced without proof/)
    expect(near('Jury de mardi')).toBeDisabled()
    expect(near('Jury de mardi')).toHaveTextContent('by invitation only')
    expect(await violations()).toEqual([])
  })

  it('are entered by one click, from Nearby as well', async () => {
    const app = await openRooms()
    await app.user.click(screen.getByTestId('rail-nearby'))
    await app.user.click(near('Projet sécurité'))
    await waitFor(() => expect(useSelection.getState().conversationId).toBe(app.fake.idOf('Projet')))
    expect(app.calls('room.enter')).toHaveLength(1)
    expect(screen.getByTestId('conversations-screen')).toBeInTheDocument()
  })

  it('say why one could not be entered', async () => {
    const app = await openRooms()
    app.fake.failNext('room.enter', 'room-gone')
    await app.user.click(near('Révisions'))
    expect(await screen.findByText(/no longer announced/)).toBeInTheDocument()
  })
})

describe('the list of conversations', () => {
  it('says who said the last in a room, and nobody in a conversation of two', async () => {
    const app = await openApp({ scenario: 'rooms' })
    const line = (title: string) => document.querySelector(`[data-conversation="${app.fake.idOf(title)}"] .cv-item-line`)?.textContent
    const say = (title: string, lastMessage: Partial<LastMessage>) => {
      const last = { from: 'them' as const, text: 'Salut', notice: null, at: 1, deleted: false, ...lastMessage }
      act(() => void app.fake.core.conversation(app.fake.idOf(title), { lastMessage: last }))
    }
    say('Club d’échecs', { author: 'Théo' })
    await waitFor(() => expect(line('Club d’échecs')).toBe('Théo: Salut'))
    say('Club d’échecs', { from: 'me' })
    await waitFor(() => expect(line('Club d’échecs')).toBe('You: Salut'))
    say('Awa', {})
    await waitFor(() => expect(line('Awa')).toBe('Salut'))
  })
})

describe('the rules of a room', () => {
  const acts = (app: OpenApp) => app.calls('room.act').map((args) => (args as { action: unknown }).action)

  it('are its owner’s to change, with its name', async () => {
    const app = await openRooms()
    const dialog = within(await openDialog(app, 'TP réseau, salle 12'))
    await app.user.click(dialog.getByRole('radio', { name: 'People I invite' }))
    await app.user.click(dialog.getByRole('switch', { name: /Programs without encryption/ }))
    await app.user.click(dialog.getByRole('switch', { name: /Show it on this network/ }))
    const name = dialog.getByTestId('rules-name')
    await app.user.clear(name)
    expect(dialog.getByTestId('rules-rename')).toBeDisabled()
    await app.user.type(name, 'Salle 13{Enter}')
    await waitFor(() => expect(acts(app)).toHaveLength(4))
    expect(acts(app)).toEqual([
      { type: 'rules', rules: { entry: 'invited', plain: true, announced: true } },
      { type: 'rules', rules: { entry: 'invited', plain: false, announced: true } },
      { type: 'rules', rules: { entry: 'invited', plain: false, announced: false } },
      { type: 'name', name: 'Salle 13' },
    ])
    expect(await violations()).toEqual([])
  })

  it('are everyone else’s to see', async () => {
    const app = await openRooms()
    const dialog = within(await openDialog(app, 'Club d’échecs', { rules: { entry: 'contacts', plain: false, announced: false } }))
    await waitFor(() => expect(dialog.getByTestId('room-rules')).toHaveTextContent(/People I know.*everything is encrypted.*Not shown on this network/))
    expect(dialog.queryByRole('switch')).toBeNull()
    expect(dialog.queryByTestId('rules-name')).toBeNull()
  })

  it('leave to whoever keeps order what they may do, over those below them', async () => {
    const app = await openRooms()
    const dialog = within(await openDialog(app, 'TP réseau, salle 12'))
    const choose = async (member: string, item: string) => {
      const row = dialog.getAllByTestId('room-member').find((each) => each.dataset['name'] === member) as HTMLElement
      await app.user.click(within(row).getByTestId('member-menu'))
      await app.user.click(await screen.findByRole('menuitem', { name: item }))
    }
    await choose('netcat', 'Mute')
    await choose('Awa Diallo', 'No longer a moderator')
    await choose('Théo Marchand', 'Remove')
    await choose('script_python', 'Remove for good')
    expect(acts(app).map((action) => (action as { type: string }).type)).toEqual(['mute', 'role', 'remove', 'ban'])
    const mine = dialog.getAllByTestId('room-member')[0] as HTMLElement
    expect(within(mine).queryByTestId('member-menu')).toBeNull()
  })
})

it('whoever hosts one reads at which address others find it, not the loopback of their own way in', async () => {
  const app = await openRooms()
  const dialog = within(await openDialog(app, 'TP réseau, salle 12'))
  expect(dialog.getByTestId('room-address')).toHaveTextContent(/netcat.*192\.168\.1\.\d+:9000/)
  await app.user.click(dialog.getByRole('switch', { name: /Programs without/ }))
  await waitFor(() => expect(dialog.getByTestId('room-address')).not.toHaveTextContent('netcat'))
  await app.user.keyboard('{Escape}')
  await app.user.hover(screen.getByTestId('open-person'))
  await waitFor(() => expect(screen.getByTestId('open-person')).toHaveAccessibleDescription(/:9000/))
  expect(document.querySelector('.ui-tooltip')).toHaveTextContent(/192\.168\.1\.\d+:9000/)
})

it('an invitation is shown with its QR code once it is asked for', async () => {
  const app = await openRooms()
  const dialog = within(await openDialog(app, 'TP réseau, salle 12'))
  expect(app.calls('room.invitation')).toEqual([])
  const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView')
  await app.user.click(dialog.getByTestId('room-invite'))
  const part = within(await dialog.findByTestId('room-invitation'))
  expect(scrolled.mock.contexts).toContain(dialog.getByTestId('room-invitation'))
  scrolled.mockRestore()
  expect(part.getByRole('img', { name: 'QR code of the invitation' })).toBeInTheDocument()
  await app.user.click(part.getByRole('button', { name: /^Copy the invitation/ }))
  await waitFor(() => expect(app.calls('window.copy')).toEqual([{ text: expect.stringMatching(/^palabre:\/\/.*room=/) }]))
})

it('/who in a room says who is in it', async () => {
  const app = await openRooms()
  const room = Object.values(useRooms.getState().byConversation).find(({ members }) => members.some(({ personId }) => personId === null))
  if (!room) throw new Error('no room with a program')
  act(() => useSelection.setState({ conversationId: room.conversationId }))
  await app.user.click(screen.getByTestId('rail-conversations'))
  await app.user.type(screen.getByTestId('composer-input'), '/who{Enter}')
  const [first = ''] = (await screen.findByTestId('command-answer')).textContent?.split('\n') ?? []
  for (const { name } of room.members) expect(first).toContain(name)
  expect(first).toContain('program, not encrypted')
})

it('that was never entered says nothing of encryption: what answers there may be a plain server', async () => {
  const app = await openRooms()
  await app.user.click(screen.getByTestId('rail-conversations'))
  const [room] = Object.values(useRooms.getState().byConversation).filter(({ mode }) => mode === 'palabre')
  if (!room) throw new Error('no room')
  act(() => useSelection.setState({ conversationId: room.conversationId }))
  await waitFor(() => expect(screen.getByTestId('lock-state')).toBeInTheDocument())
  act(() => useRooms.setState({ byConversation: { [room.conversationId]: { ...room, epoch: 0, hostId: null, members: [] } } }))
  expect(screen.queryByTestId('lock-state')).toBeNull()
})
