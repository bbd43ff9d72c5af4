import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { findingOf } from '../../../renderer/features/settings/discovery-part.tsx'
import { formatId } from '../../../shared/model/id-text.ts'
import type { DiscoveryLink, Heard } from '../../../shared/model/nearby.ts'
import { type OpenApp, openApp } from '../open-app.tsx'
import { violations } from '../violations.ts'

async function openNetwork(...args: Parameters<typeof openApp>): Promise<OpenApp> {
  const app = await openApp(...args)
  await app.user.click(screen.getByTestId('rail-settings'))
  await app.user.click(screen.getByTestId('settings-network-tab'))
  return app
}

const directory = (address: string) =>
  within(screen.getAllByTestId('directory').find((item) => item.dataset['address'] === address) ?? screen.getByTestId('nothing'))
/** How it is doing comes after what it is. */
const statusOf = (address: string) => waitFor(() => directory(address).getByRole('status'))
const directories = (...hosts: string[]) => hosts.map((host) => ({ host, port: 3100, id: null }))

describe('discovery in the settings', () => {
  it('has nothing that axe objects to', async () => {
    await openNetwork()
    expect(await violations()).toEqual([])
  })

  it('is switched off, and so is the pseudonym', async () => {
    const { user, calls } = await openNetwork()
    await user.click(screen.getByRole('switch', { name: 'Keep my pseudonym out of it' }))
    await user.click(screen.getByRole('switch', { name: /^Find people/ }))
    expect(calls('settings.update')).toEqual([{ hideName: true }, { discovery: false }])
    await waitFor(() => expect(screen.queryByTestId('interfaces')).toBeNull())
  })

  it('uses the interfaces that are chosen, a virtual one too, and all ordinary ones again', async () => {
    const { user, calls } = await openNetwork()
    const interfaces = within(screen.getByTestId('interfaces'))
    expect(interfaces.getByRole('switch', { name: /^eth0/ })).toHaveAccessibleDescription(/does not come back.*firewall/)
    await user.click(interfaces.getByRole('switch', { name: 'docker0' }))
    await user.click(await interfaces.findByRole('switch', { name: /^eth0/ }))
    expect(calls('settings.update')).toEqual([{ interfaces: ['wlan0', 'eth0', 'docker0'] }, { interfaces: ['wlan0', 'docker0'] }])
    expect(await interfaces.findByText('You left it out.')).toBeInTheDocument()
    await user.click(interfaces.getByTestId('interfaces-all'))
    expect(calls('settings.update').at(-1)).toEqual({ interfaces: null })
  })

  it('judges an interface by all its families and both ways', () => {
    const link = (beaconHeard: Heard, mdnsHeard: Heard, error: DiscoveryLink['error'] = null): DiscoveryLink => ({
      interface: 'eth0',
      family: 4,
      address: '10.0.0.2',
      beaconHeard,
      mdnsHeard,
      error,
    })
    expect(findingOf([link('yes', 'yes')]).words).toBe('heardBoth')
    expect(findingOf([link('no', 'no'), link('yes', 'no')]).words).toBe('heardOne')
    expect(findingOf([link('no', 'waiting')]).words).toBe('heardWaiting')
    expect(findingOf([link('no', 'no')]).words).toBe('heardNot')
    expect(findingOf([link('no', 'no', { code: 'EPERM', details: {} })]).words).toBe('heardError')
  })
})

describe('the directories', () => {
  it('are added with the port that they usually have, and say who one is there', async () => {
    const { user, calls } = await openNetwork({ scenario: 'empty' })
    await user.type(screen.getByTestId('directory-host'), 'dir.example{Enter}')
    expect(calls('settings.update')).toEqual([{ directories: directories('dir.example') }])
    await waitFor(() => expect(directory('dir.example:3100').getByRole('status')).toHaveTextContent('you are Alice there'))
    await user.type(screen.getByTestId('directory-host'), '[[fd00::1]:3200{Enter}')
    expect(calls('settings.update').at(-1)).toEqual({ directories: [...directories('dir.example'), { host: 'fd00::1', port: 3200, id: null }] })
  })

  it('are not added twice, nor when they are no address', async () => {
    const { user, calls } = await openNetwork()
    const field = screen.getByTestId('directory-host')
    await user.type(field, '10.0.0.5{Enter}')
    expect(field).toHaveAccessibleDescription(/in the list already/)
    await user.clear(field)
    await user.type(field, 'dir:99999{Enter}')
    expect(field).toHaveAccessibleDescription(/neither an address nor a name/)
    expect(calls('settings.update')).toEqual([])
  })

  it('change places and are removed', async () => {
    const { user, calls } = await openNetwork({ settings: { directories: directories('a.example', 'b.example') } })
    await user.click(screen.getByRole('button', { name: 'Ask b.example:3100 earlier' }))
    expect(calls('settings.update').at(-1)).toEqual({ directories: directories('b.example', 'a.example') })
    await user.click(await screen.findByRole('button', { name: 'Remove b.example:3100' }))
    expect(calls('settings.update').at(-1)).toEqual({ directories: directories('a.example') })
  })

  it('say that the pseudonym is taken, and lead to changing it', async () => {
    const { user } = await openNetwork({ settings: { directories: directories('taken.example') } })
    expect(await statusOf('taken.example:3100')).toHaveTextContent('Alice is taken in the directory')
    await user.click(screen.getByTestId('directory-rename'))
    expect(await screen.findByRole('heading', { level: 1, name: 'Profile' })).toBeInTheDocument()
  })

  it('say when they are tried again', async () => {
    await openNetwork()
    expect(await statusOf('10.0.0.5:3100')).toHaveTextContent(/Not reachable now.*next try in \d+ seconds/)
  })

  it('show both keys when another one answers, and do what is decided', async () => {
    const { user, calls, fake } = await openNetwork({ settings: { directories: directories('other.example') } })
    const status = fake.core.state.network.directories[0]
    const shown = await statusOf('other.example:3100')
    expect(shown).toHaveTextContent(formatId(status?.id ?? ''))
    expect(shown).toHaveTextContent(formatId(status?.offeredId ?? ''))
    await user.click(screen.getByTestId('directory-key-accept'))
    expect(calls('directory.decideKey')).toEqual([{ address: { host: 'other.example', port: 3100 }, decision: 'accept' }])
    await waitFor(() => expect(screen.queryByTestId('directory-key-accept')).toBeNull())
  })
})

describe('a directory of one’s own', () => {
  it('starts, and gives its address and identity to hand on', async () => {
    const { user, calls } = await openNetwork()
    expect(screen.queryByTestId('hosted')).toBeNull()
    await user.click(screen.getByRole('switch', { name: /^Host a directory/ }))
    expect(calls('settings.update')).toEqual([{ hostDirectory: true }])
    const hosted = within(await screen.findByTestId('hosted'))
    await user.click(hosted.getByRole('button', { name: /192\.168\.1\.12:3100/ }))
    expect(calls('window.copy')).toEqual([{ text: '192.168.1.12:3100' }])
  })

  it('says why it could not start', async () => {
    await openNetwork({ scenario: 'broken', latencyMs: 0, settings: { hostDirectory: true } })
    expect(screen.getByTestId('hosted')).toHaveTextContent(/could not start/)
  })
})
