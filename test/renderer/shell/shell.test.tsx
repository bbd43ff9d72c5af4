import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { openApp } from '../open-app.tsx'
import { violations } from '../violations.ts'

describe('the frame', () => {
  it('has nothing that axe objects to', async () => {
    await openApp()
    expect(await violations()).toEqual([])
  })

  it('leads only to what exists', async () => {
    await openApp()
    const rail = screen.getByRole('navigation', { name: 'Main' })
    expect(
      within(rail)
        .getAllByRole('button')
        .map((b) => b.getAttribute('data-testid')),
    ).toEqual(['rail-conversations', 'rail-rooms', 'rail-nearby', 'rail-diagnostics', 'rail-palette', 'rail-settings'])
  })

  it('says where one is, and how much is unread', async () => {
    const { user } = await openApp()
    expect(screen.getByTestId('rail-conversations')).toHaveAttribute('aria-current', 'page')
    expect(screen.getByTestId('rail-conversations')).toHaveAccessibleName(/^Conversations, \d+ unread$/)
    await user.keyboard('{Control>},{/Control}')
    expect(screen.getByTestId('settings-screen')).toBeInTheDocument()
    expect(screen.getByTestId('rail-settings')).toHaveAttribute('aria-current', 'page')
  })

  it('leads to the conversation that a notification or a link opens, from any page', async () => {
    const { user, fake } = await openApp()
    await user.keyboard('{Control>}3{/Control}')
    act(() => fake.open(fake.idOf('Awa')))
    expect(screen.getByTestId('conversations-screen')).toBeInTheDocument()
  })

  it('says when there is no network, and when it is back', async () => {
    await openApp()
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    act(() => void window.dispatchEvent(new Event('offline')))
    expect(screen.getByTestId('offline-banner')).toHaveTextContent('No network')
    online.mockRestore()
    act(() => void window.dispatchEvent(new Event('online')))
    expect(screen.queryByTestId('offline-banner')).toBeNull()
  })
})

describe('the status corner', () => {
  it('says where it listens, and leads to the network settings', async () => {
    const { user } = await openApp()
    await user.click(screen.getByTestId('listening'))
    expect(screen.getByRole('heading', { level: 1, name: 'Network' })).toBeInTheDocument()
  })

  it('ends with the port that holds, also when it moved', async () => {
    const { set } = await openApp()
    expect(screen.getByTestId('listening')).toHaveTextContent(/every interface, port 3000$/)
    set({ listener: { state: 'listening', host: '127.0.0.1', port: 3000, wantedPort: 0 } })
    expect(screen.getByTestId('listening')).toHaveTextContent(/127\.0\.0\.1, port 3000$/)
    set({ listener: { state: 'listening', host: '::', port: 3001, wantedPort: 3000 } })
    expect(screen.getByTestId('listening')).toHaveTextContent('Port 3000 was taken: listening on 3001')
  })

  it('says who is around and how many directories answer, and leads to Nearby', async () => {
    const { user, set, fake } = await openApp()
    const people = screen.getByTestId('status-people')
    expect(people).toHaveTextContent(/6 people nearby.*Directories: 1 of 2/)
    set({ network: { ...fake.core.state.network, discovery: { on: false, links: [], skipped: [], error: null }, directories: [] } })
    expect(people).toHaveTextContent(/^Discovery off$/)
    await user.click(people)
    expect(screen.getByTestId('nearby-screen')).toBeInTheDocument()
  })

  it('alerts when nobody can reach me or the disk is full', async () => {
    await openApp({ scenario: 'broken', latencyMs: 0 })
    const [port, disk] = within(screen.getByTestId('status')).getAllByRole('alert')
    expect(port).toHaveTextContent('Nobody can reach you. Port 3000 is already taken on this computer.')
    expect(disk).toHaveTextContent('The disk is full. 3 changes wait for the disk')
  })
})

describe('the palette', () => {
  it('opens with Ctrl+K on any page and goes to a person', async () => {
    const { user } = await openApp()
    await user.keyboard('{Control>},{/Control}')
    await user.keyboard('{Control>}k{/Control}')
    const input = await screen.findByRole('combobox', { name: 'Go to or do…' })
    await user.type(input, 'theo{Enter}')
    await waitFor(() => expect(screen.queryByTestId('palette')).toBeNull())
    expect(screen.getByTestId('open-person')).toHaveAccessibleName(/Théo/)
  })

  it('changes the theme and the language, and opens a section of the settings', async () => {
    const { user, calls } = await openApp()
    const run = async (text: string) => {
      fireEvent.keyDown(window, { key: 'k', metaKey: true })
      await user.type(await screen.findByRole('combobox', { name: /Go to|Aller/ }), `${text}{Enter}`)
      await waitFor(() => expect(screen.queryByTestId('palette')).toBeNull())
    }
    await run('dark')
    await run('francais')
    await run('stockage')
    expect(calls('settings.update')).toEqual([{ theme: 'dark' }, { language: 'fr' }])
    expect(screen.getByRole('heading', { level: 1, name: 'Stockage' })).toBeInTheDocument()
  })

  it('opens the list of commands and keys from any page', async () => {
    const { user } = await openApp()
    await user.click(screen.getByTestId('rail-settings'))
    await user.click(screen.getByTestId('rail-palette'))
    await user.type(await screen.findByRole('combobox'), 'commands{Enter}')
    expect(await screen.findByTestId('help-dialog')).toBeInTheDocument()
  })
})

describe('a toast', () => {
  it('stands above a dialog, is not hidden by it, and closes without it', async () => {
    const { user } = await openApp()
    await user.click(document.querySelector('[data-testid="conversation-item"][data-title^="Théo"]') as HTMLElement)
    await user.click(await screen.findByTestId('open-person'))
    await user.click(await screen.findByTestId('export-text'))
    const toast = await screen.findByTestId('toast')
    expect(toast.closest('[aria-hidden="true"], [inert]')).toBeNull()
    expect(document.querySelector('.shell')?.parentElement?.contains(toast)).toBe(false)
    await user.click(within(toast).getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByTestId('toast')).toBeNull())
    expect(screen.getByTestId('person-dialog')).toBeInTheDocument()
  })
})

describe('the start', () => {
  it('waits with a sign of life', async () => {
    await openApp({}, { status: 'loading', settings: null })
    expect(screen.getByRole('status', { name: 'Opening Palabre…' })).toBeInTheDocument()
  })

  it('that fails says why, and tries again', async () => {
    const { user, calls } = await openApp({}, { status: 'failed', settings: null, error: { code: 'key-unavailable', details: {} } })
    expect(screen.getByRole('alert')).toHaveTextContent(/The key of this profile can’t be read.*Unlock the key store/)
    const before = calls('app.snapshot').length
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(calls('app.snapshot').length).toBeGreaterThan(before))
  })
})
