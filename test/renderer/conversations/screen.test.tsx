import { act, screen, waitFor, within } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { join, selectConversation } from '../../../renderer/state/conversation-actions.ts'
import { newRequests, unreadTotal, useConversations } from '../../../renderer/state/conversations-store.ts'
import { leaveToasts, useToasts } from '../../../renderer/state/toasts-store.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen

afterEach(() => page.close())

const calls = (channel: string) => page.fake.calls.filter((call) => call.channel === channel).map((call) => call.args)

/** Colours are checked in a real browser: jsdom has none. */
async function violations(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  })
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`)
}

describe('the conversations screen', () => {
  it.each(['Awa', 'Théo', '192.168.1.42', 'Sofiane', 'Inès', 'Nils', 'Publicité'])('has nothing that axe objects to with %s open', async (name) => {
    page = await renderScreen()
    await page.open(name)
    expect(await violations()).toEqual([])
  })

  it('has nothing that axe objects to when it is empty', async () => {
    page = await renderScreen({ scenario: 'empty' })
    expect(await violations()).toEqual([])
    expect(screen.getByTestId('empty-new-conversation')).toBeTruthy()
  })

  it('keeps requests apart until they are accepted', async () => {
    page = await renderScreen()
    expect(within(screen.getByTestId('section-requests')).getAllByTestId('conversation-item')).toHaveLength(1)
    await page.open('Inès')
    expect(calls('conversation.read')).toEqual([])
    await page.user.click(screen.getByTestId('request-accept'))
    await waitFor(() => expect(screen.queryByTestId('request-banner')).toBeNull())
    expect(screen.queryByTestId('section-requests')).toBeNull()
  })

  it('tells on the button of the list, which a small window hides, that somebody else has written, asking or known', async () => {
    page = await renderScreen()
    await page.open('Awa')
    const others = Object.values(useConversations.getState().byId).filter(({ title }) => title !== 'Awa')
    act(() => {
      for (const { id } of others) page.fake.core.conversation(id, { unread: 0 })
    })
    const button = screen.getByTestId('open-list')
    await waitFor(() => expect(button).toHaveAccessibleName('Open the list'))
    const asking = others.find(({ request }) => request)
    act(() => void page.fake.core.conversation(asking?.id ?? '', { unread: 1 }))
    await waitFor(() => expect(button).toHaveAccessibleName('Open the list: somebody else has written'))
    act(() => void page.fake.core.conversation(asking?.id ?? '', { muted: true }))
    await waitFor(() => expect(button).toHaveAccessibleName('Open the list'))
  })

  it('has one request with a number of the programs of one host, and each of them once one is looked at', async () => {
    page = await renderScreen()
    const id = page.fake.idOf('10.0.0.7')
    const first = page.fake.core.conversation(id, { request: true, unread: 1 })
    page.fake.core.link(id, { state: 'open' })
    const add = (host: string, port: number) => {
      const title = `${host}:${port}`
      page.fake.core.add({ ...first, id: crypto.randomUUID(), title, address: { host, port }, updatedAt: first.updatedAt + port })
      page.fake.core.link(page.fake.idOf(title), { state: 'open' })
    }
    act(() => {
      add('10.0.0.7', 50_001)
      add('10.0.0.7', 50_002)
      add('10.0.0.8', 50_003)
    })
    const section = () => screen.getByTestId('section-requests')
    const titles = () =>
      within(section())
        .getAllByTestId('conversation-item')
        .map((item) => item.dataset['title'])
    await waitFor(() => expect(titles()).toEqual(['Inès Okafor', '10.0.0.8:50003', '10.0.0.7:50002']))
    expect(
      within(section())
        .getAllByTestId('programs')
        .map((mark) => mark.textContent),
    ).toEqual(['3 programs'])
    expect(section().querySelector('[data-title="10.0.0.7:50002"] .cv-badge')?.textContent).toMatch(/^3/)
    expect(section().querySelector('h2')?.textContent).toBe('Requests3')
    await page.open('10.0.0.7:50002')
    expect(titles()).toContain('10.0.0.7:50001')
    expect(titles()).toHaveLength(5)
    expect(within(section()).queryByTestId('programs')).toBeNull()
  })

  it('counts a request as one in the rail, however much it says, until it was looked at', async () => {
    page = await renderScreen()
    act(() => {
      for (const { id } of Object.values(useConversations.getState().byId)) page.fake.core.conversation(id, { unread: 0 })
    })
    await waitFor(() => expect(newRequests(useConversations.getState().byId)).toBe(0))
    const id = page.fake.idOf('10.0.0.7')
    act(() => void page.fake.core.conversation(id, { request: true, unread: 500 }))
    await waitFor(() => expect(newRequests(useConversations.getState().byId)).toBe(1))
    expect(unreadTotal(useConversations.getState().byId)).toBe(0)
  })

  it('asks nothing of a program that is gone: what it said is kept or deleted', async () => {
    page = await renderScreen()
    const id = page.fake.idOf('10.0.0.7')
    const requests = () => screen.getByTestId('section-requests').querySelector('h2')?.textContent
    page.fake.core.conversation(id, { request: true, unread: 1 })
    page.fake.core.link(id, { state: 'open' })
    await waitFor(() => expect(requests()).toBe('Requests2'))
    page.fake.core.link(id, { state: 'offline' })
    await page.open('10.0.0.7')
    expect(requests()).toBe('Requests2')
    expect(screen.queryByTestId('request-banner')).toBeNull()
    expect(screen.getByTestId('request-gone')).toHaveTextContent('10.0.0.7:51114 wrote this and has gone')
    await page.user.click(screen.getByTestId('request-keep'))
    await waitFor(() => expect(screen.queryByTestId('request-gone')).toBeNull())
    expect(requests()).toBe('Requests1')
    expect(document.querySelector(`[data-testid="section-recent"] [data-conversation="${id}"]`)).toBeTruthy()
  })

  it('shows an address where nobody answers with its reason, and no more once something else is looked at', async () => {
    page = await renderScreen()
    await page.open('Awa')
    const { id } = await join('192.168.1.99', 9)
    act(() => selectConversation(id))
    await waitFor(() => expect(screen.getByTestId('link-panel')).toHaveTextContent('Nobody was reached'))
    const panel = screen.getByTestId('link-panel')
    expect(screen.getByTestId('link-state')).toHaveTextContent('Nobody was reached')
    expect(within(panel).getByTestId('attempts')).toHaveTextContent('192.168.1.99:9')
    expect(within(panel).getByTestId('reconnect')).toHaveTextContent('Try again')
    expect(within(panel).getByTestId('link-why')).toBeTruthy()
    expect(document.querySelector('.cv-thread-empty')).toHaveTextContent('Nobody at 192.168.1.99:9 yet')
    expect(await violations()).toEqual([])
    await page.open('Awa')
    expect(calls('conversation.leave')).toEqual([{ id }])
    await waitFor(() => expect(document.querySelector(`[data-conversation="${id}"]`)).toBeNull())
  })

  it('shows no more an address that was left while it was tried, once nobody answered', async () => {
    page = await renderScreen()
    const { id } = await join('192.168.1.99', 9)
    act(() => selectConversation(id))
    await screen.findByTestId('reconnect')
    act(() => void page.fake.core.link(id, { state: 'connecting' }))
    await page.open('Awa')
    expect(calls('conversation.leave')).toEqual([])
    act(() => page.fake.core.link(id, { state: 'offline' }))
    await waitFor(() => expect(calls('conversation.leave')).toEqual([{ id }]))
    await waitFor(() => expect(document.querySelector(`[data-conversation="${id}"]`)).toBeNull())
  })

  it('keeps an address that something is being written to', async () => {
    page = await renderScreen()
    const { id } = await join('192.168.1.99', 9)
    act(() => selectConversation(id))
    await screen.findByTestId('reconnect')
    await page.user.type(screen.getByTestId('composer-input'), 'for later')
    await waitFor(() => expect(useConversations.getState().byId[id]?.draft).toBe('for later'))
    expect(screen.getByTestId('link-state')).toHaveTextContent('Nobody was reached')
    expect(screen.getByTestId('link-panel')).toHaveTextContent('Nobody was reached')
    expect(document.querySelector('.cv-thread-empty')).toHaveTextContent('Nobody at 192.168.1.99:9 yet')
    await page.open('Awa')
    expect(calls('conversation.leave')).toEqual([])
  })

  it('stops hard when the key of someone verified changed, and sends nothing until that is decided', async () => {
    page = await renderScreen()
    await page.open('Sofiane')
    expect(screen.getByTestId('key-banner').dataset['hard']).toBe('true')
    await page.user.type(screen.getByTestId('composer-input'), 'secret{Enter}')
    expect(calls('message.send')).toEqual([])
    expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('secret')
    await page.user.click(screen.getByTestId('key-refuse'))
    expect(calls('conversation.decideKey')).toMatchObject([{ decision: 'refuse' }])
  })

  it('keeps what /msg says to whom another key answers for, in the composer below the question', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await page.user.type(screen.getByTestId('composer-input'), '/msg "Sofiane Benali" the secret{Enter}')
    await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('the secret'))
    expect(calls('message.send')).toEqual([])
    expect(screen.getByTestId('key-banner')).toBeTruthy()
    expect(screen.getByTestId('composer-hint')).toHaveTextContent('stopped until you have decided about the key')
  })

  it('says that there was nothing to hide where /clear finds nothing', async () => {
    page = await renderScreen()
    const { id } = await join('192.168.1.99', 9)
    act(() => selectConversation(id))
    await screen.findByTestId('reconnect')
    await page.user.type(screen.getByTestId('composer-input'), '/clear{Enter}')
    await waitFor(() =>
      expect(useToasts.getState().toasts.map(({ words, undo }) => [words, undo])).toEqual([[{ key: 'toast.nothingCleared', values: {} }, null]]),
    )
    await page.open('Awa')
    await waitFor(() => expect(document.querySelector(`[data-conversation="${id}"]`)).toBeNull())
  })

  it('asks softly when nobody compared the key before', async () => {
    page = await renderScreen()
    await page.open('Maya')
    expect(screen.getByTestId('key-banner').dataset['hard']).toBe('false')
    await page.user.click(screen.getByTestId('key-accept'))
    await waitFor(() => expect(screen.queryByTestId('key-banner')).toBeNull())
  })

  it('says "not encrypted" wherever a conversation is plain', async () => {
    page = await renderScreen()
    await page.open('192.168.1.42')
    expect(screen.getByTestId('lock-state').textContent).toBe('Not encrypted')
    expect(screen.getByTestId('plain-banner').textContent).toContain('Not encrypted')
  })

  it('says nothing of encryption of an address until somebody answers there, and always afterwards', async () => {
    page = await renderScreen()
    const item = () => document.querySelector(`[data-conversation="${id}"]`)
    const claims = () => [
      screen.queryByTestId('lock-state')?.textContent ?? null,
      screen.queryByTestId('plain-banner') !== null,
      item()?.querySelector('.ui-lock') !== null,
      screen.queryByTestId('line-end') !== null,
    ]
    const { id } = await join('192.168.1.99', 9)
    act(() => selectConversation(id))
    act(() => void page.fake.core.link(id, { state: 'connecting' }))
    await waitFor(() => expect(screen.getByTestId('link-state').dataset['state']).toBe('connecting'))
    const nothing = [null, false, false, false]
    expect(claims()).toEqual(nothing)
    await page.user.type(screen.getByTestId('composer-input'), 'for later{Enter}')
    await waitFor(() => expect(screen.getByTestId('message')).toHaveTextContent('for later'))
    expect(claims()).toEqual(nothing)
    act(() => void page.fake.core.link(id, { state: 'offline', error: { code: 'ECONNREFUSED', details: {} } }))
    await waitFor(() => expect(screen.getByTestId('link-panel')).toHaveTextContent('ECONNREFUSED'))
    expect(claims()).toEqual(nothing)
    await page.user.click(screen.getByTestId('open-person'))
    expect(await screen.findByTestId('person-dialog')).not.toHaveTextContent(/raw-socket|Encrypted|Not encrypted/)
    await page.user.keyboard('{Escape}')
    const plain = ['Not encrypted', true, true, true]
    act(() => void page.fake.core.link(id, { state: 'open' }))
    await waitFor(() => expect(claims()).toEqual(plain))
    act(() => void page.fake.core.conversation(id, { lastSeenAt: 1 }))
    for (const state of ['offline', 'connecting'] as const) {
      act(() => void page.fake.core.link(id, { state }))
      await waitFor(() => expect(screen.getByTestId('link-state').dataset['state']).toBe(state))
      expect(claims()).toEqual(plain)
    }
  })

  it('tells why someone is not reachable and when it is tried again', async () => {
    page = await renderScreen()
    await page.open('Théo')
    expect(screen.getByTestId('link-panel').textContent).toMatch(/said no.*next try in \d+ seconds/)
    expect(screen.getByTestId('link-panel')).not.toHaveTextContent('ECONNREFUSED')
    await page.user.click(screen.getByRole('button', { name: 'Details' }))
    expect(screen.getByTestId('link-panel')).toHaveTextContent('ECONNREFUSED')
    // Of a person it names no address: those that were tried are listed.
    act(() => void page.fake.core.link(page.fake.idOf('Théo'), { error: { code: 'ECONNREFUSED', details: { host: 'fe80::1%eth0', port: 3000 } } }))
    await waitFor(() => expect(screen.getByTestId('link-panel')).toHaveTextContent('The computer is there and said no.'))
    expect(screen.getByTestId('link-panel')).not.toHaveTextContent('fe80::1%eth0 is there')
    await page.user.click(screen.getByTestId('reconnect'))
    expect(calls('conversation.reconnect')).toHaveLength(1)
  })

  it('shows the addresses that are tried, live, on the way to a new conversation', async () => {
    page = await renderScreen({ scenario: 'empty' })
    await page.user.keyboard('{Control>}n{/Control}')
    await page.user.type(await screen.findByTestId('join-host'), 'pc-12.lan{Enter}')
    await waitFor(() => expect(screen.getByTestId('attempts').textContent).toContain('fd00::5a'))
    await waitFor(() => expect(screen.getByTestId('join-progress').dataset['state']).toBe('open'))
  })

  it('goes along the list and between conversations by keyboard', async () => {
    page = await renderScreen()
    const items = screen.getAllByTestId('conversation-item')
    expect(items.filter((item) => item.tabIndex === 0)).toHaveLength(1)
    items[0]?.focus()
    await page.user.keyboard('{ArrowDown}{ArrowDown}')
    expect(document.activeElement).toBe(items[2])
    await page.open('Awa')
    await page.user.keyboard('{Alt>}{ArrowDown}{/Alt}')
    expect(document.querySelector('[aria-current] ')?.getAttribute('data-title')).toBe('192.168.1.42:3000')
  })

  it('says in the list what the last notice says', async () => {
    page = await renderScreen()
    const { conversationId } = page.fake.core.talk(page.fake.idOf('192.168.1.42')).link
    const lastMessage = { from: 'system', text: '', notice: { code: 'finished-writing', details: { seconds: 60 } }, at: 1, deleted: false } as const
    page.fake.core.conversation(conversationId, { lastMessage })
    page.fake.core.link(conversationId, { state: 'half-closed' })
    const item = document.querySelector(`[data-conversation="${conversationId}"]`)
    await waitFor(() => expect(item?.textContent).toContain('It may still read what you send, for 60 seconds.'))
    await page.open('192.168.1.42')
    expect(screen.getByTestId('link-state').textContent).toBe('Has finished writing, may still read')
    expect(screen.queryByTestId('link-panel')).toBeNull()
  })

  it('tells in its help every key that works, those of the whole app too', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await page.user.type(screen.getByTestId('composer-input'), '/help{Enter}')
    const rows = (await screen.findByTestId('help-dialog')).querySelectorAll('dt .ui-keys')
    const keys = [...rows].map((row) => [...row.querySelectorAll('kbd')].map((key) => key.textContent).join(' '))
    expect(keys).toEqual(expect.arrayContaining(['Ctrl K', 'Ctrl ,', 'Ctrl N', 'Ctrl F', 'Ctrl 1', 'Ctrl 2', 'Ctrl 3', 'Ctrl 4']))
  })

  it('opens the first that was found with Enter', async () => {
    page = await renderScreen()
    await page.user.type(screen.getByTestId('search-input'), 'metro')
    const hit = await screen.findByTestId('search-hit')
    const id = hit.getAttribute('data-hit')
    await page.user.type(screen.getByTestId('search-input'), '{Enter}')
    await waitFor(() => expect(document.querySelector(`[data-marked="true"] [data-message="${id}"]`)).not.toBeNull())
  })

  it('finds people and messages', async () => {
    page = await renderScreen()
    await page.user.keyboard('{Control>}f{/Control}')
    await page.user.type(screen.getByTestId('search-input'), 'metro')
    const hit = await screen.findByTestId('search-hit')
    expect(hit.querySelector('mark')?.textContent).toBe('métro')
    await page.user.click(hit)
    await waitFor(() => expect(document.querySelector('[data-marked="true"]')?.textContent ?? '').toContain('métro'))
  })

  it('shows one banner whole and the others as one line, so that something of the thread is left', async () => {
    page = await renderScreen()
    const id = page.fake.idOf('Inès')
    page.fake.core.link(id, { state: 'waiting', error: { code: 'ECONNREFUSED', details: {} }, nextTryAt: null })
    await page.open('Inès')
    expect(screen.getByTestId('request-banner').dataset['brief']).toBe('false')
    const panel = screen.getByTestId('link-panel')
    expect(panel.dataset['brief']).toBe('true')
    expect(panel.textContent?.trim()).toBe('Not reachable now Details')
    await page.user.click(within(panel).getByRole('button', { name: 'Details' }))
    expect(within(panel).getByTestId('reconnect')).toBeTruthy()
    expect(panel).toHaveTextContent('ECONNREFUSED')
    expect(await violations()).toEqual([])
  })

  it('advises nobody to try again what can not be, and takes no words there; those that were written stay', async () => {
    page = await renderScreen()
    const id = page.fake.idOf('10.0.0.7')
    page.fake.core.link(id, { state: 'open' })
    await page.open('10.0.0.7')
    await page.user.type(screen.getByTestId('composer-input'), 'too late')
    act(() => page.fake.core.link(id, { state: 'offline', error: { code: 'ECONNRESET', details: {} } }))
    const panel = await screen.findByTestId('link-panel')
    await page.user.click(within(panel).getByRole('button', { name: 'Details' }))
    expect(panel).toHaveTextContent('cannot be called back')
    expect(panel).toHaveTextContent('RST')
    expect(panel).not.toHaveTextContent(/try again|abruptly/i)
    await page.user.type(screen.getByTestId('composer-input'), '{Enter}')
    expect(screen.getByTestId('command-error')).toHaveTextContent('This connection is closed')
    expect(calls('message.send')).toEqual([])
    expect(screen.getByTestId<HTMLTextAreaElement>('composer-input').value).toBe('too late')
    await page.user.clear(screen.getByTestId('composer-input'))
    expect(screen.getByTestId('composer-refusal')).toHaveTextContent('nothing can be sent here any more')
  })

  it('ends what could be undone when its place is left, and says until then when it goes; the list agrees', async () => {
    page = await renderScreen()
    await page.open('Awa')
    const last = [...document.querySelectorAll<HTMLElement>('[data-message]')].at(-1) as HTMLElement
    act(() => last.focus())
    await page.user.keyboard('{Delete}')
    const toast = () => useToasts.getState().toasts.map(({ words }) => words)
    expect(toast()).toEqual([{ key: 'toast.deleted', values: { seconds: 6 } }])
    expect(document.querySelector('[data-title^="Awa"] .cv-item-line')?.textContent).toBe('Message deleted')
    expect(calls('message.delete')).toEqual([])
    await page.open('Théo')
    act(() => leaveToasts(page.fake.idOf('Awa')))
    expect(toast()).toEqual([])
    expect(calls('message.delete')).toHaveLength(1)
  })

  it('shows the whole list again at Escape in the composer, once there is nothing else to leave', async () => {
    page = await renderScreen()
    await page.user.type(screen.getByTestId('search-input'), 'metro')
    await page.user.click(await screen.findByTestId('search-hit'))
    act(() => screen.getByTestId('composer-input').focus())
    await page.user.keyboard('/join{Enter}')
    await screen.findByTestId('command-error')
    await page.user.keyboard('{Escape}')
    expect(screen.getByTestId<HTMLInputElement>('search-input').value).toBe('metro')
    await page.user.keyboard('{Escape}{Escape}')
    expect(screen.getByTestId<HTMLInputElement>('search-input').value).toBe('')
  })

  it('has the name of what is sent after each line beside the choice', async () => {
    page = await renderScreen()
    await page.open('192.168.1.42')
    expect(screen.getByLabelText('Line end')).toBe(screen.getByTestId('line-end'))
  })
})
