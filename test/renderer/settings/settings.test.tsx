import { act, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { goToSettings, type SettingsSection, settingsSections } from '../../../renderer/features/shell/page-store.ts'
import { createCard, createStorage } from '../../../renderer/gallery/create-props.ts'
import type { AppState } from '../../../renderer/state/app-store.ts'
import { openApp } from '../open-app.tsx'
import { settled } from '../reset-stores.ts'
import { violations } from '../violations.ts'

async function openSection(section: SettingsSection, change: Partial<AppState> = {}) {
  const app = await openApp({}, change)
  await act(async () => {
    goToSettings(section)
    await settled()
  })
  return app
}

describe('the settings', () => {
  it.each(settingsSections)('%s has nothing that axe objects to', async (section) => {
    await openSection(section)
    expect(await violations()).toEqual([])
  })

  it('are walked with the arrows, round and round', async () => {
    const { user } = await openSection('profile')
    await user.click(screen.getByRole('tab', { name: 'Profile' }))
    await user.keyboard('{ArrowUp}')
    expect(screen.getByRole('tab', { name: 'About' })).toHaveFocus()
    expect(screen.getByRole('heading', { level: 1, name: 'About' })).toBeInTheDocument()
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(screen.getByRole('heading', { level: 1, name: 'Network' })).toBeInTheDocument()
    await user.keyboard('{End}')
    expect(screen.getByRole('tab', { name: 'About' })).toHaveAttribute('aria-selected', 'true')
  })

  it('go back to what holds when a change fails, and say why', async () => {
    const { user, fake } = await openSection('privacy')
    fake.failNext('settings.update', 'disk-full')
    await user.click(screen.getByRole('switch', { name: 'Show that I have read' }))
    await waitFor(() => expect(screen.getByTestId('toast')).toHaveTextContent('The disk is full.'))
    expect(screen.getByRole('switch', { name: 'Show that I have read' })).toBeChecked()
  })
})

describe('privacy', () => {
  it('lists who is blocked and lets them write again', async () => {
    const { user, calls, fake } = await openSection('privacy')
    await user.click(screen.getByRole('button', { name: 'Unblock Publicité' }))
    expect(calls('conversation.block')).toEqual([{ id: fake.idOf('Publicité'), blocked: false }])
    await waitFor(() => expect(screen.getByTestId('blocked-people')).toHaveTextContent('You block nobody.'))
    expect(screen.getByTestId('blocked-people')).toHaveFocus()
  })

  it('leads to where one is announced', async () => {
    const { user } = await openSection('privacy')
    await user.click(screen.getByRole('button', { name: 'Open Network' }))
    expect(screen.getByRole('heading', { level: 1, name: 'Network' })).toBeInTheDocument()
    expect(screen.getByRole('tab', { name: 'Network' })).toHaveFocus()
  })
})

describe('files', () => {
  it('names the folder where they go, opens it, and says when it can’t be', async () => {
    const { user, calls, fake } = await openSection('files')
    await waitFor(() => expect(screen.getByTestId('downloads')).toHaveTextContent('/home/alice/Downloads'))
    await user.click(screen.getByTestId('show-downloads'))
    expect(calls('window.showDownloads')).toEqual([{}])
    await user.click(screen.getByTestId('choose-downloads'))
    await waitFor(() => expect(screen.getByTestId('downloads')).toHaveTextContent('/home/alice/Palabre'))
    fake.failNext('window.showDownloads', 'file-not-written')
    await user.click(screen.getByTestId('show-downloads'))
    await waitFor(() => expect(screen.getByTestId('toast')).toHaveTextContent('can’t be written'))
  })
})

describe('the profile', () => {
  it('keeps a pseudonym when one leaves the field or presses Enter, never a wrong one', async () => {
    const { user, calls } = await openSection('profile')
    const field = screen.getByTestId('settings-name')
    await user.clear(field)
    await user.tab()
    expect(field).toHaveAccessibleDescription(/1 to 32 characters/)
    expect(calls('settings.update')).toEqual([])
    await user.type(field, 'Bob{Enter}')
    await waitFor(() => expect(calls('settings.update')).toEqual([{ name: 'Bob' }]))
    await waitFor(() => expect(screen.getByTestId('my-card')).toHaveTextContent('Bob'))
  })

  it('copies an address, the identity, the invitation', async () => {
    const card = createCard()
    const { user, calls } = await openSection('profile', { card })
    for (const name of [/^Copy this address: 192/, /^Copy the identity/, /^Copy the invitation/]) await user.click(screen.getByRole('button', { name }))
    expect(calls('window.copy')).toEqual([{ text: '192.168.1.12:3000' }, { text: card.idText }, { text: card.invitation }])
  })

  it('does not promise others what only this computer can reach', async () => {
    await openSection('profile', { card: createCard({ addresses: [{ host: '127.0.0.1', port: 3000, interface: 'lo' }] }) })
    expect(screen.getByTestId('my-card')).toHaveTextContent('Only programs on this very computer reach you')
    expect(screen.getByTestId('my-card')).not.toHaveTextContent('same network')
  })

  it('without an address says so, and offers neither invitation nor QR code', async () => {
    await openSection('profile', { card: createCard({ addresses: [] }) })
    expect(screen.getByText(/None now/)).toBeInTheDocument()
    expect(screen.queryByRole('img', { name: /QR/ })).toBeNull()
    expect(screen.queryByText(/palabre:/)).toBeNull()
  })
})

describe('the network', () => {
  it.each(['65536', '-1', 'abc', '', '3000 0', '99999999'])('refuses %o as a port, in words', async (text) => {
    const { user, calls } = await openSection('network')
    const field = screen.getByTestId('settings-port')
    await user.clear(field)
    if (text) await user.type(field, text)
    await user.tab()
    expect(field).toHaveAccessibleDescription(/from 0 to 65535/)
    expect(calls('settings.update')).toEqual([])
  })

  it('takes a port', async () => {
    const { user, calls } = await openSection('network')
    await user.clear(screen.getByTestId('settings-port'))
    await user.type(screen.getByTestId('settings-port'), '0{Enter}')
    await waitFor(() => expect(calls('settings.update')).toEqual([{ port: 0 }]))
  })

  it('offers the addresses of this computer, once each', async () => {
    const address = { host: '10.0.0.5', port: 3000, interface: 'eth0' }
    const { user, calls } = await openSection('network', { card: createCard({ addresses: [address, address] }) })
    const list = screen.getByLabelText('Listen on')
    expect([...list.querySelectorAll('option')].map((o) => o.value)).toEqual(['::', '127.0.0.1', '10.0.0.5'])
    await user.selectOptions(list, '10.0.0.5')
    expect(calls('settings.update')).toEqual([{ host: '10.0.0.5' }])
  })

  it('says that the port moved, and keeps the new one on demand', async () => {
    const { user, calls } = await openSection('network', { listener: { state: 'listening', host: '::', port: 3001, wantedPort: 3000 } })
    expect(screen.getByTestId('listening-now')).toHaveTextContent('Port 3000 was taken by another program, so Palabre listens on 3001.')
    await user.click(screen.getByRole('button', { name: 'Stay on 3001' }))
    expect(calls('settings.update')).toEqual([{ port: 3001 }])
  })

  it('says why nobody can reach me, and the way out', async () => {
    const { user, calls } = await openSection('network', { listener: { state: 'failed', error: { code: 'EADDRINUSE', details: { port: 3000 } } } })
    expect(screen.getByTestId('listening-now')).toHaveTextContent(/Nobody can reach you.*Port 3000 is already taken.*EADDRINUSE/)
    await user.click(screen.getByRole('button', { name: 'Take any free port' }))
    expect(calls('settings.update')).toEqual([{ port: 0 }])
  })
})

describe('the appearance', () => {
  it('changes theme and text size of the page itself', async () => {
    const { user } = await openSection('appearance')
    await user.click(screen.getByRole('radio', { name: 'Dark' }))
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'))
    await user.click(screen.getByRole('button', { name: 'Larger text' }))
    await waitFor(() => expect(document.documentElement.style.fontSize).toBe('17px'))
  })

  it.each([
    [12, 'Smaller text'],
    [24, 'Larger text'],
  ])('stops at %d px', async (textSize, name) => {
    const app = await openApp({ settings: { textSize } })
    act(() => goToSettings('appearance'))
    expect(screen.getByRole('button', { name })).toBeDisabled()
    expect(app.calls('settings.update')).toEqual([])
  })

  it('speaks French everywhere at once', async () => {
    const { user } = await openSection('appearance')
    await user.click(screen.getByRole('radio', { name: 'Français' }))
    expect(await screen.findByRole('heading', { level: 1, name: 'Apparence' })).toBeInTheDocument()
    expect(screen.getByTestId('listening')).toHaveTextContent('À l’écoute sur toutes les interfaces, port 3000')
  })
})

describe('the storage', () => {
  it.each([
    ['keychain', /key store/],
    ['file', /only you can read/],
  ] as const)('says how the key is kept: %s', async (protection, words) => {
    await openSection('storage', { storage: createStorage({ protection }) })
    expect(screen.getByTestId('protection')).toHaveTextContent(words)
  })

  it('tells of a rescue, and of what waits for the disk', async () => {
    await openSection('storage', {
      storage: createStorage({ error: { code: 'disk-full', details: {} }, waiting: 1_200, rescued: { keptAs: 'old.db', messages: 4_812 } }),
    })
    expect(screen.getByText(/4,812 messages were rescued.*old\.db/)).toBeInTheDocument()
    expect(screen.getByText('1,200 changes wait for the disk', { selector: 'strong' })).toBeInTheDocument()
  })
})

describe('about', () => {
  it('shows the licences on demand, and says so when they can’t be read', async () => {
    const { user, fake } = await openSection('about')
    expect(screen.getByText(/Version \d/)).toBeInTheDocument()
    fake.failNext('app.licences', 'internal')
    await user.click(screen.getByRole('button', { name: 'Show their licences' }))
    expect(await screen.findByText('The list of licences could not be read.')).toBeInTheDocument()
  })
})
