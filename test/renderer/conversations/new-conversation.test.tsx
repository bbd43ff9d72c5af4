import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { joinTarget } from '../../../renderer/features/conversations/join-target.ts'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

describe('what was typed', () => {
  it('is an address, an invitation, or else a pseudonym', () => {
    expect(joinTarget('192.168.1.42', '3000')).toEqual({ type: 'address', address: { host: '192.168.1.42', port: 3000 } })
    expect(joinTarget('[fd00::1]:4000', '3000')).toEqual({ type: 'address', address: { host: 'fd00::1', port: 4000 } })
    expect(joinTarget('pc-12 4000', '3000')).toEqual({ type: 'address', address: { host: 'pc-12', port: 4000 } })
    expect(joinTarget('localhost', '3000')).toMatchObject({ type: 'address' })
    expect(joinTarget(' palabre://1.2.3.4:3000/?id=x ', '')).toEqual({ type: 'invitation', url: 'palabre://1.2.3.4:3000/?id=x' })
    expect(joinTarget('awa', '3000')).toEqual({ type: 'name', name: 'awa', address: { host: 'awa', port: 3000 } })
    expect(joinTarget('Awa Diallo', 'x')).toEqual({ type: 'name', name: 'Awa Diallo', address: null })
    expect(joinTarget('', '3000')).toEqual({ type: 'wrong', wrong: 'host' })
    expect(joinTarget('10.0.0.1:99999', '3000')).toEqual({ type: 'wrong', wrong: 'port' })
  })
})

describe('a new conversation', () => {
  let page: Screen
  const calls = (channel: string) => page.fake.calls.filter((call) => call.channel === channel).map((call) => call.args)
  const type = async (text: string) => page.user.type(await screen.findByTestId('join-host'), text)

  beforeEach(async () => {
    page = await renderScreen()
    await page.user.click(screen.getByTestId('new-conversation'))
  })
  afterEach(() => page.close())

  it('takes a pseudonym', async () => {
    await type('kofi mensah{Enter}')
    await waitFor(() => expect(screen.getByTestId('join-progress').dataset['state']).toBe('open'))
    expect(calls('people.talk')).toEqual([{ name: 'kofi mensah' }])
  })

  it('takes an invitation', async () => {
    const url = `palabre://10.9.9.9:3000/?id=${'B'.repeat(52)}&name=bintou`
    await type(`${url}{Enter}`)
    await waitFor(() => expect(screen.getByTestId('join-progress')).toBeInTheDocument())
    expect(calls('people.invitation')).toEqual([{ url }])
    expect(page.fake.idOf('bintou')).toBeTruthy()
  })

  it('begins anew with each link that is opened meanwhile, the same one too, and not with an old one afterwards', async () => {
    const [first, second] = ['one', 'two'].map((name) => `palabre://10.9.9.9:3000/?id=${'B'.repeat(52)}&name=${name}`) as [string, string]
    await type('some')
    act(() => page.fake.openLink(first))
    expect(screen.getByTestId('join-host')).toHaveValue(first)
    act(() => page.fake.openLink(second))
    expect(screen.getByTestId('join-host')).toHaveValue(second)
    await type(' and more')
    act(() => page.fake.openLink(second))
    expect(screen.getByTestId('join-host')).toHaveValue(second)
    expect(screen.getByTestId('join-host')).toHaveFocus()
    await type('{Enter}')
    await screen.findByTestId('join-progress')
    act(() => page.fake.openLink(first))
    expect(screen.getByTestId('join-host')).toHaveValue(first)
    expect(calls('people.invitation')).toEqual([{ url: second }])
    await page.user.keyboard('{Escape}')
    await page.user.click(screen.getByTestId('new-conversation'))
    expect(await screen.findByTestId('join-host')).toHaveValue('')
  })

  it('offers who is around, then who is called so, and opens with one click', async () => {
    const offered = () => within(screen.getByTestId('join-suggestions')).getAllByRole('button')
    expect(await screen.findByTestId('join-suggestions')).toHaveTextContent('Kofi Mensah')
    await type('ama')
    await waitFor(() => expect(offered()[0]).toHaveTextContent('amadou'))
    await page.user.click(offered()[0] as HTMLElement)
    await waitFor(() => expect(useSelection.getState().conversationId).toBe(page.fake.idOf('amadou')))
    expect(useSelection.getState().dialog).toBeNull()
  })

  it('says where it looked for a pseudonym that nobody has, and offers the host of that name', async () => {
    await type('nowhere{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent(/Looked in: your conversations/)
    await page.user.click(screen.getByTestId('join-as-host'))
    await waitFor(() => expect(calls('conversation.join')).toEqual([{ host: 'nowhere', port: 3000 }]))
  })
})
