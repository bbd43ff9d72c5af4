import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { selectConversation } from '../../../renderer/state/conversation-actions.ts'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen
afterEach(() => page.close())

const composer = () => screen.getByTestId<HTMLTextAreaElement>('composer-input')
const isWriting = () => waitFor(() => expect(document.activeElement).toBe(composer()))
const deletable = () => {
  const last = [...document.querySelectorAll<HTMLElement>('[data-message][data-from="me"]')].at(-1)
  if (!last) throw new Error('no message of mine')
  return last
}

describe('what is typed goes where it is meant', () => {
  it('into the composer after a request was accepted', async () => {
    page = await renderScreen()
    await page.open('Inès')
    await page.user.click(screen.getByTestId('request-accept'))
    await waitFor(() => expect(screen.queryByTestId('request-banner')).toBeNull())
    await page.user.keyboard('bonjour')
    expect(composer().value).toBe('bonjour')
  })

  it('into the conversation that was opened from the dialog, and from outside the window', async () => {
    page = await renderScreen()
    await page.user.keyboard('{Control>}n{/Control}')
    await page.user.type(await screen.findByTestId('join-host'), 'pc-12.lan{Enter}')
    await waitFor(() => expect(screen.getByTestId('join-progress').dataset['state']).toBe('open'))
    await page.user.click(screen.getByTestId('join-open'))
    await isWriting()
    act(() => selectConversation(null))
    await waitFor(() => expect(screen.queryByTestId('message')).toBeNull())
    act(() => page.fake.open(page.fake.idOf('Awa')))
    await isWriting()
  })

  it('into the composer from the page and from a button, but neither from a field nor from a dialog, a menu or a message', async () => {
    page = await renderScreen()
    await page.open('Awa')
    act(() => composer().blur())
    await page.user.keyboard('a')
    act(() => screen.getByTestId('open-person').focus())
    await page.user.keyboard('b')
    expect(composer().value).toBe('ab')
    act(() => screen.getByTestId('search-input').focus())
    await page.user.keyboard('c')
    expect(screen.getByTestId<HTMLInputElement>('search-input').value).toBe('c')
    await page.user.click(screen.getByTestId('conversation-menu'))
    await waitFor(() => expect(screen.getByRole('menu')).toBeTruthy())
    await page.user.keyboard('x{Escape}')
    act(() => screen.getAllByTestId('message').at(-1)?.focus())
    await page.user.keyboard('{ArrowUp}x')
    expect(composer().value).toBe('ab')
    await page.user.click(deletable())
    await page.user.keyboard('e')
    expect(composer().value).toBe('abe')
    act(() => (document.activeElement as HTMLElement).blur())
    await page.user.keyboard('{Control>}f{/Control}')
    expect(composer().value).toBe('abe')
  })

  it('goes on to the next message after one was deleted by a key', async () => {
    page = await renderScreen()
    await page.open('Awa')
    const gone = deletable()
    act(() => gone.focus())
    await page.user.keyboard('{Delete}')
    await waitFor(() => expect(gone.isConnected).toBe(false))
    expect(document.activeElement?.matches('[data-message]')).toBe(true)
  })

  it('comes back to the message after a reaction that was chosen by keyboard', async () => {
    page = await renderScreen()
    await page.open('Awa')
    const row = screen.getAllByTestId('message').at(-1) as HTMLElement
    act(() => row.focus())
    act(() => within(row).getByLabelText('React').focus())
    await page.user.keyboard('{Enter}')
    const picker = await screen.findByTestId('emoji-picker')
    act(() => picker.querySelector<HTMLElement>('button')?.focus())
    await page.user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByTestId('emoji-picker')).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(row))
  })
})

it('has the same menu at the right button and at the menu key as behind its dots', async () => {
  page = await renderScreen()
  await page.open('Awa')
  const row = deletable()
  act(() => row.focus())
  await page.user.click(within(row).getByLabelText('Message actions'))
  const names = () => screen.getAllByRole('menuitem').map((item) => item.textContent)
  await waitFor(() => expect(names().length).toBeGreaterThan(3))
  const expected = names()
  await page.user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  fireEvent.contextMenu(row)
  await waitFor(() => expect(names()).toEqual(expected))
  await page.user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  fireEvent.contextMenu(row, { clientX: 40, clientY: 50 })
  await page.user.click(await screen.findByText('Edit'))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('edit-input')))
})

it('has the same menu at the line of the list as behind the dots of the conversation', async () => {
  page = await renderScreen()
  await page.open('Awa')
  await page.user.click(screen.getByTestId('conversation-menu'))
  const names = () => screen.getAllByRole('menuitem').map((item) => item.textContent)
  await waitFor(() => expect(names().length).toBeGreaterThan(5))
  const expected = names()
  await page.user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  const line = (title: string) => page.container.querySelector(`[data-testid="conversation-item"][data-title^="${title}"]`) as HTMLElement
  fireEvent.contextMenu(line('Awa'))
  await waitFor(() => expect(names()).toEqual(expected))
  await page.user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  fireEvent.contextMenu(line('Théo'), { clientX: 40, clientY: 50 })
  await page.user.click((await screen.findAllByRole('menuitem'))[0] as HTMLElement)
  // The dialog is of the one whose line it was.
  expect(await screen.findByRole('dialog')).toHaveTextContent('Théo')
  expect(useSelection.getState().conversationId).toBe(page.fake.idOf('Théo'))
})

it('opens what the dialog has connected at Enter, with the keyboard alone', async () => {
  page = await renderScreen()
  await page.user.keyboard('{Control>}n{/Control}')
  await page.user.type(await screen.findByTestId('join-host'), 'pc-12.lan{Enter}')
  await waitFor(() => expect(screen.getByTestId('join-progress').dataset['state']).toBe('open'))
  await page.user.keyboard('{Enter}')
  await waitFor(() => expect(screen.queryByTestId('join-dialog')).toBeNull())
  await isWriting()
  await page.user.keyboard('salut')
  expect(composer().value).toBe('salut')
})
