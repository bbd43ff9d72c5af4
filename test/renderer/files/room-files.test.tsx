import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeFile } from '../../../renderer/fake-api/fake-file.ts'
import { useRooms } from '../../../renderer/state/rooms-store.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen
afterEach(() => page?.close())

const calls = (channel: string) => page.fake.calls.filter((call) => call.channel === channel).map((call) => call.args as Record<string, unknown>)
const message = (text: string) => screen.getAllByTestId('message').find((found) => found.textContent?.includes(text)) as HTMLElement

async function openRoom(name: string): Promise<void> {
  page = await renderScreen({ scenario: 'rooms' })
  await page.open(name)
}

const dropped = { dataTransfer: { types: ['Files'], files: [new File(['x'], 'dropped.txt')], dropEffect: 'none' } }

describe('in a room', () => {
  it('files are offered by the button, a drop and a command, taken by each, and their author reads who has them', async () => {
    await openRoom('TP réseau')
    await waitFor(() => message('sujet-tp.pdf'))
    expect(within(message('sujet-tp.pdf')).getByTestId('file-state').textContent).toBe('2 have it: Awa Diallo and Théo Marchand')
    expect(screen.getByTestId('attach')).toBeTruthy()
    await act(async () => void fireEvent.drop(screen.getByTestId('drop-zone'), dropped))
    await waitFor(() => expect(calls('window.sendDropped')).toMatchObject([{ tokens: ['dropped.txt'] }]))
    await page.user.type(screen.getByTestId('composer-input'), '/file /etc/hosts{Enter}')
    await screen.findByText(/type \/file alone/)
    expect(calls('window.sendFiles')).toEqual([])
    await page.user.clear(screen.getByTestId('composer-input'))
    await page.user.type(screen.getByTestId('composer-input'), '/file{Enter}')
    await waitFor(() => expect(calls('window.sendFiles')).toHaveLength(1))
    await page.user.click(within(message('capture-wireshark')).getByTestId('file-accept'))
    expect(calls('file.decide')).toMatchObject([{ decision: 'accept' }])
    await page.user.click(within(message('sujet-tp.pdf')).getByText('Withdraw'))
    expect(calls('file.decide')).toMatchObject([{}, { decision: 'cancel' }])
  })

  it('one that was declined or called off is taken after all from its place; one to a person is not', async () => {
    await openRoom('TP réseau')
    await waitFor(() => message('capture-wireshark'))
    const press = (what: string) => page.user.click(within(message('capture-wireshark')).getByTestId(what))
    const words = () => within(message('capture-wireshark')).getByTestId('file-state').textContent
    await press('file-decline')
    await waitFor(() => expect(words()).toBe('You declined it'))
    expect(within(message('capture-wireshark')).getByTestId('file-accept').textContent).toBe('Take it after all')
    await press('file-accept')
    await waitFor(() => within(message('capture-wireshark')).getByTestId('file-cancel'))
    await press('file-cancel')
    await waitFor(() => expect(words()).toBe('You declined it'))
    await press('file-accept')
    expect(calls('file.decide').map(({ decision }) => decision)).toEqual(['decline', 'accept', 'cancel', 'accept'])
  })

  it('nobody can bring says who could not reach whom, and leads to the doctor', async () => {
    await openRoom('TP réseau')
    await waitFor(() => message('capture-wireshark'))
    const wanted = message('capture-wireshark')
    const conversationId = page.fake.idOf('TP réseau')
    const id = wanted.getAttribute('data-message') ?? ''
    act(() => void page.fake.core.put({ ...page.fake.core.message(conversationId, id), file: fakeFile({ state: 'accepted' }) }))
    const details = { name: 'Awa Diallo', host: '192.168.1.31', port: 41_900 }
    const tell = (more: object) =>
      act(() => page.fake.core.emit({ type: 'transfer', transfer: { conversationId, id, at: 0, rate: null, moving: false, ...more } }))
    tell({ stuck: { code: 'neither-reached', details } })
    expect((await screen.findByTestId('file-stuck')).textContent).toContain('This computer does not reach Awa Diallo’s (192.168.1.31:41900), and Awa Diallo’s')
    expect(within(wanted).queryByTestId('file-state')).toBeNull()
    await page.user.click(screen.getByTestId('file-why'))
    await waitFor(() =>
      expect(calls('diagnostics.start')).toMatchObject([{ test: { options: { target: { type: 'address', host: '192.168.1.31', port: 41_900 } } } }]),
    )
    tell({ moving: true, rate: 1 })
    await waitFor(() => expect(screen.queryByTestId('file-stuck')).toBeNull())
  })

  it('who wrote keeps their colour when they have left: slate is for programs', async () => {
    await openRoom('TP réseau')
    await waitFor(() => message('Cinq avec'))
    const colours = () => [...document.querySelectorAll<SVGElement>('.cv-avatar rect')].map((rect) => rect.style.fill)
    const before = colours()
    const slate = (all: string[]) => all.map((fill) => fill === 'var(--person-slate)')
    expect(slate(before)).toContain(false)
    act(() =>
      useRooms.setState(({ byConversation }) => ({
        byConversation: Object.fromEntries(Object.entries(byConversation).map(([id, room]) => [id, { ...room, members: [] }])),
      })),
    )
    expect(slate(colours())).toEqual(slate(before))
  })

  it('messages are answered, edited and reacted to, each reaction with its names; owners may delete', async () => {
    await openRoom('TP réseau')
    await waitFor(() => message('Cinq avec'))
    const mine = message('Cinq avec')
    expect(within(mine).getByTestId('message-quote').textContent).toContain('Awa Diallo')
    expect(within(mine).getByTestId('reaction').getAttribute('aria-label')).toContain('Awa Diallo and Théo Marchand')
    expect(within(mine).getByTestId('reaction-count').textContent).toBe('2')
    await page.user.click(within(mine).getByTestId('reaction'))
    expect(calls('message.react')).toMatchObject([{ emoji: '👍', on: true }])
    const awas = message('On est combien')
    awas.focus()
    await page.user.keyboard('{Shift}r') // what a click focused leaves letters to the composer
    expect(screen.getByTestId('reply-bar').textContent).toContain('Awa Diallo')
    awas.focus()
    await page.user.keyboard('{Delete}')
    await waitFor(() => expect(screen.getAllByTestId('message-text').some((text) => text.textContent?.includes('On est combien'))).toBe(false))
  })

  it('the course’s takes neither files nor changes', async () => {
    await openRoom('192.168.1.50')
    await waitFor(() => message('netcat d’abord'))
    expect(screen.queryByTestId('attach')).toBeNull()
    await act(async () => void fireEvent.drop(screen.getByTestId('drop-zone'), dropped))
    expect(calls('window.sendDropped')).toEqual([])
    message('netcat d’abord').focus()
    await page.user.keyboard('r')
    expect(screen.queryByTestId('reply-bar')).toBeNull()
  })
})
