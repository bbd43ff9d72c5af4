import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import { type Toast, useToasts } from '../../../renderer/state/toasts-store.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen

beforeEach(async () => {
  page = await renderScreen()
  await page.open('Awa')
})

afterEach(() => page.close())

const input = () => screen.getByTestId<HTMLTextAreaElement>('composer-input')
const titleOpen = () => page.fake.core.talk(useSelection.getState().conversationId ?? '').conversation.title

describe('the composer', () => {
  it('sends with Enter and makes a new line with Shift+Enter', async () => {
    await page.user.type(input(), 'one{Shift>}{Enter}{/Shift}two{Enter}')
    await waitFor(() => expect(screen.getAllByTestId('message-text').at(-1)).toHaveProperty('textContent', 'one\ntwo'))
    expect(input().value).toBe('')
  })

  it('sends a text that begins with a slash when there are two', async () => {
    await page.user.type(input(), '//etc/hosts{Enter}')
    await waitFor(() => expect(screen.getAllByTestId('message-text').at(-1)?.textContent).toBe('/etc/hosts'))
  })

  it('explains a wrong command and keeps what was typed', async () => {
    for (const [line, words] of [
      ['/jion 1 2', '/jion'],
      ['/join pc 70000', '70000'],
      ['/msg', '/msg'],
      ['/who me', 'me'],
    ] as const) {
      await page.user.clear(input())
      await page.user.type(input(), `${line}{Enter}`)
      await waitFor(() => expect(screen.getByTestId('command-error').textContent).toContain(words))
      expect(input().value.trim()).toBe(line)
    }
    expect(page.fake.calls.some((call) => call.channel === 'message.send')).toBe(false)
  })

  it('completes a command and tells what it takes', async () => {
    await page.user.type(input(), '/j')
    expect(screen.getAllByTestId('command-option').map((o) => o.textContent)).toEqual(['/join HOST [PORT]Connect to an address, or to a pseudonym'])
    await page.user.keyboard('{Tab}')
    expect(input().value).toBe('/join ')
  })

  it('opens what /join and /msg name', async () => {
    await page.user.type(input(), '/join 10.1.2.3 4000{Enter}')
    await waitFor(() => expect(titleOpen()).toBe('10.1.2.3:4000'))
    await page.user.type(input(), '/msg nils{Enter}')
    await waitFor(() => expect(titleOpen()).toBe('Nils'))
  })

  it('says in words that a name is not known', async () => {
    await page.user.type(input(), '/msg nobody{Enter}')
    await waitFor(() => expect(screen.getByTestId('command-error').textContent).toContain('unknown-name'))
    expect(input().value).toBe('/msg nobody')
  })

  it('measures with /ping and lists with /who', async () => {
    await page.user.type(input(), '/ping{Enter}')
    await waitFor(() => expect(screen.getByTestId('command-answer').textContent).toMatch(/Awa Diallo: [\d.]+ ms/))
    await page.user.type(input(), '/who{Enter}')
    await waitFor(() => expect(screen.getByTestId('command-answer').textContent).toContain('Awa Diallo'))
  })

  it('finds somebody new on this network or in a directory, and says which', async () => {
    const shown = new Map<number, Toast>()
    const end = useToasts.subscribe(({ toasts }) => {
      for (const toast of toasts) shown.set(toast.id, toast)
    })
    const said = () => [...shown.values()].map(({ words }) => ('key' in words ? [words.key, words.values['name'], words.values['host']] : []))
    await page.user.type(input(), '/msg "kofi mensah"{Enter}')
    await waitFor(() => expect(titleOpen()).toBe('Kofi Mensah'))
    await page.user.type(input(), '/join yuki{Enter}')
    await waitFor(() => expect(titleOpen()).toBe('yuki'))
    await page.user.type(input(), '/msg "kofi mensah"{Enter}')
    await waitFor(() => expect(titleOpen()).toBe('Kofi Mensah'))
    // Already there: nothing to tell.
    await page.user.type(input(), '/msg "kofi mensah" hello{Enter}')
    await waitFor(() => expect(input().value).toBe(''))
    expect(said()).toEqual([
      ['toast.foundNearby', 'Kofi Mensah', ''],
      ['toast.foundDirectory', 'yuki', 'annuaire.campus.example:3100'],
      ['toast.foundContact', 'Kofi Mensah', ''],
    ])
    end()
  })

  it('says which rule a pseudonym breaks, and with which character', async () => {
    await page.user.click(input())
    await page.user.paste('/nick Robert 👩\u200d💻 مرحبا')
    await page.user.keyboard('{Enter}')
    await waitFor(() => expect(screen.getByTestId('command-error')).toHaveTextContent(/“👩\u200d💻” is several emoji .*U\+200D/))
  })

  it('says where it looked for a name that nobody has', async () => {
    await page.user.type(input(), '/msg nobody{Enter}')
    await waitFor(() => expect(screen.getByTestId('command-error')).toHaveTextContent(/Looked in: your conversations, this network/))
  })

  it('lists with /who those whom one knows and those around, with what is known of where they are', async () => {
    await page.user.type(input(), '/who{Enter}')
    const answer = await screen.findByTestId('command-answer')
    const lines = answer.textContent?.split('\n') ?? []
    expect(lines[0]).toMatch(/: Connected, in your conversations/)
    expect(lines).toContain('Kofi Mensah: Online on this network, found on this network')
    expect(lines).toContain('yuki: Online, says a directory, found in the directory annuaire.campus.example:3100')
    expect(lines).toContain('Someone without a name: Online on this network, found on this network')
    expect(lines.some((line) => line.startsWith('Publicité'))).toBe(false)
  })

  it('completes the pseudonyms of those around', async () => {
    await page.user.type(input(), '/msg ko')
    expect(screen.getAllByTestId('command-option').map((o) => o.textContent)).toEqual(['Kofi Mensahfound on this network'])
    await page.user.keyboard('{Tab}')
    expect(input().value).toBe('/msg "Kofi Mensah" ')
  })

  it('edits the last message of mine with the up arrow', async () => {
    await page.user.type(input(), '{ArrowUp}')
    const box = await screen.findByTestId<HTMLTextAreaElement>('edit-input')
    expect(box.value).toBe('Oui, à 14 h.')
    await page.user.type(box, '!{Enter}')
    await waitFor(() => expect(screen.getAllByTestId('message-text').at(-1)?.textContent).toBe('Oui, à 14 h.!'))
  })

  it('keeps a draft for each conversation', async () => {
    await page.user.type(input(), 'half a sen')
    await page.open('Nils')
    expect(input().value).toBe('')
    await page.open('Awa')
    expect(input().value).toBe('half a sen')
  })

  it('shows on the message why it was not sent, and sends it again', async () => {
    page.fake.failNext('message.send', 'disk-full')
    await page.user.type(input(), 'bonjour{Enter}')
    await page.user.click(await screen.findByTestId('message-retry'))
    await waitFor(() => expect(screen.getAllByTestId('message').at(-1)?.dataset['state']).not.toBe('failed'))
    expect(screen.getAllByTestId('message-text').filter((m) => m.textContent === 'bonjour')).toHaveLength(1)
  })
})
