import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { type OpenApp, openApp } from '../open-app.tsx'
import { violations } from '../violations.ts'

async function openNearby(...args: Parameters<typeof openApp>): Promise<OpenApp> {
  const app = await openApp(...args)
  await app.user.click(screen.getByTestId('rail-nearby'))
  return app
}

const item = (name: string) => screen.getByRole('button', { name: new RegExp(name) })
const names = (section: string) =>
  within(screen.getByTestId(section))
    .getAllByTestId('nearby-person')
    .map((row) => row.querySelector('bdi')?.textContent)

describe('Nearby', () => {
  it('has nothing that axe objects to', async () => {
    await openNearby()
    expect(await violations()).toEqual([])
  })

  it('opens with Ctrl+3, and shows each person once, by how they were found', async () => {
    const { user } = await openApp()
    await user.keyboard('{Control>}3{/Control}')
    expect(names('nearby-near')).toEqual(['Awa Diallo', 'Kofi Mensah', 'Someone without a name', 'Élodie', 'Ousmane', 'Grégoire'])
    expect(names('nearby-far')).toEqual(['Nils', 'yuki', 'Théo Marchand', 'bob-le-routeur'])
  })

  it('says how each was found and whether they are there', async () => {
    await openNearby()
    expect(item('Awa Diallo')).toHaveAccessibleName(/Connected.*found on this network.*Open/)
    expect(item('Kofi Mensah')).toHaveAccessibleName(/Online on this network.*Talk/)
    expect(item('Élodie')).toHaveAccessibleName(/Announced, without proof/)
    expect(item('yuki')).toHaveAccessibleName(/Online, says a directory.*found in the directory annuaire.campus.example:3100/)
    expect(item('bob-le-routeur')).toHaveAccessibleName(/Last seen/)
  })

  it('opens the conversation that exists, and makes one with somebody new', async () => {
    const { user, fake, calls } = await openNearby()
    await user.click(item('Awa Diallo'))
    await waitFor(() => expect(useSelection.getState().conversationId).toBe(fake.idOf('Awa')))
    await user.click(screen.getByTestId('rail-nearby'))
    await user.click(item('Kofi Mensah'))
    await waitFor(() => expect(useSelection.getState().conversationId).toBe(fake.idOf('Kofi')))
    expect(screen.getByTestId('conversations-screen')).toBeInTheDocument()
    expect(calls('people.open')).toHaveLength(2)
  })

  it('says why somebody could not be opened, and stays', async () => {
    const { user, fake } = await openNearby()
    fake.failNext('people.open', 'unknown-name')
    await user.click(item('Kofi Mensah'))
    expect(await screen.findByText(/Nobody with that name/)).toBeInTheDocument()
    expect(screen.getByTestId('nearby-screen')).toBeInTheDocument()
  })

  it('is one stop of the Tab key, and the arrows move along both lists', async () => {
    const { user } = await openNearby()
    expect(screen.getAllByTestId('nearby-person').filter((row) => row.tabIndex === 0)).toHaveLength(1)
    act(() => item('Awa Diallo').focus())
    await user.keyboard('{ArrowDown}')
    expect(item('Kofi Mensah')).toHaveFocus()
    await user.keyboard('{End}')
    expect(item('bob-le-routeur')).toHaveFocus()
  })

  it('leaves out whom one has blocked', async () => {
    const { fake } = await openNearby()
    await act(() => fake.call('conversation.block', { id: fake.idOf('Awa'), blocked: true }))
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Awa Diallo/ })).toBeNull())
  })
})

describe('the search for a pseudonym', () => {
  it('asks once one stops typing, and says where it looked', async () => {
    const { user, calls } = await openNearby()
    await user.type(screen.getByTestId('nearby-search'), 'ama')
    await waitFor(() => expect(names('nearby-results')).toEqual(['amadou']))
    expect(calls('people.search')).toEqual([{ prefix: '' }, { prefix: 'ama' }])
    expect(screen.getByTestId('nearby-results')).toHaveTextContent(
      'Looked in: your conversations, this network, and the directory annuaire.campus.example:3100. Could not be asked: the directory 10.0.0.5:3100.',
    )
  })

  it('never shows the answer to an older question', async () => {
    const { user, fake } = await openNearby()
    const answers = new Map<string, (people: readonly NearbyPerson[]) => void>()
    const really = fake.call
    const call = vi.spyOn(fake, 'call').mockImplementation((channel, args) => {
      if (channel !== 'people.search') return really(channel, args as never)
      return new Promise((resolve) => answers.set((args as { prefix: string }).prefix, resolve as never))
    })
    const input = screen.getByTestId('nearby-search')
    const somebody = (name: string) => [{ ...(fake.core.state.nearby[1] as NearbyPerson), name }]
    await user.type(input, 'a')
    await waitFor(() => expect(answers.has('a')).toBe(true))
    await user.type(input, 'b')
    await waitFor(() => expect(answers.has('ab')).toBe(true))
    await act(async () => answers.get('ab')?.(somebody('abel')))
    await act(async () => answers.get('a')?.(somebody('anna')))
    expect(names('nearby-results')).toEqual(['abel'])
    call.mockRestore()
  })

  it('says that there is nobody, and comes back with Escape', async () => {
    const { user } = await openNearby()
    await user.type(screen.getByTestId('nearby-search'), 'nobody')
    expect(await screen.findByText('Nobody’s pseudonym begins with “nobody”')).toBeInTheDocument()
    await user.keyboard('{Escape}')
    expect(screen.getByTestId('nearby-near')).toBeInTheDocument()
  })
})

describe('nobody there', () => {
  it('says that discovery is off, and switches it on', async () => {
    const { user, calls } = await openNearby({ scenario: 'empty', settings: { discovery: false } })
    await user.click(within(screen.getByTestId('nearby-near')).getByTestId('mend-discovery'))
    expect(calls('settings.update')).toEqual([{ discovery: true }])
    await waitFor(() => expect(screen.queryByTestId('mend-discovery')).toBeNull())
  })

  it('says which interface is not heard and that a directory can be added, and leads to the settings', async () => {
    const { user } = await openNearby({ scenario: 'empty' })
    const reasons = screen.getAllByTestId('reason')
    expect(reasons.map((reason) => reason.dataset['why'])).toEqual(['not-heard', 'no-directory'])
    expect(reasons[0]).toHaveTextContent(/eth0.*firewall.*client isolation/)
    await user.click(screen.getByTestId('mend-directory'))
    expect(screen.getByRole('heading', { level: 1, name: 'Network' })).toBeInTheDocument()
  })

  it('gives the error when discovery cannot work', async () => {
    await openNearby({ scenario: 'broken', latencyMs: 0 })
    expect(screen.getAllByTestId('reason').map((reason) => reason.dataset['why'])).toContain('discovery-failed')
  })
})

describe('the look at every address', () => {
  it('runs only when asked, shows how far it is, and stops', async () => {
    const { user, calls } = await openNearby()
    expect(calls('discovery.scan')).toEqual([])
    await user.click(screen.getByTestId('scan-start'))
    expect(await screen.findByRole('progressbar', { name: 'Addresses looked at' })).toHaveAttribute('max', '254')
    await user.click(screen.getByTestId('scan-stop'))
    expect(await screen.findByText(/Stopped after/)).toBeInTheDocument()
    expect(calls('discovery.scan')).toEqual([{ on: true }, { on: false }])
  })

  it('joins an address that answers', async () => {
    const { set, calls, fake } = await openNearby()
    set({ network: { ...fake.core.state.network, scan: { running: false, done: 254, total: 254, found: [{ host: '192.168.1.42', port: 3000 }] } } })
    fireEvent.click(within(screen.getByTestId('scan-found')).getByRole('button'))
    await waitFor(() => expect(screen.getByTestId('conversations-screen')).toBeInTheDocument())
    expect(calls('conversation.join')).toEqual([{ host: '192.168.1.42', port: 3000 }])
  })
})
