import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeFile } from '../../../renderer/fake-api/fake-file.ts'
import { fakeMessage } from '../../../renderer/fake-api/fake-message.ts'
import { createRandom } from '../../../renderer/fake-api/random.ts'
import { stateWords, timeLeft } from '../../../renderer/features/files/file-words.ts'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import { useToasts } from '../../../renderer/state/toasts-store.ts'
import type { Message } from '../../../shared/model/message.ts'
import { uuidv7 } from '../../../shared/uuid.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen
afterEach(() => page?.close())

const calls = (channel: string) => page.fake.calls.filter((call) => call.channel === channel).map((call) => call.args as Record<string, unknown>)
const file = (name: string) => screen.getAllByTestId('file').find((found) => found.textContent?.includes(name)) as HTMLElement
const within_ = (name: string, testId: string) => within(file(name)).getByTestId(testId)

describe('a file in the thread', () => {
  it('is accepted, moves with rate and time left, is paused, goes on, and is there', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await waitFor(() => file('rapport.pdf'))
    await page.user.click(within_('rapport.pdf', 'file-accept'))
    expect(calls('file.decide')).toMatchObject([{ decision: 'accept' }])
    await waitFor(() => expect(within_('rapport.pdf', 'file-state').textContent).toMatch(/of 2\.5 MB · 3 MB\/s · 1 sec left/))
    await page.user.click(within_('rapport.pdf', 'file-pause'))
    await waitFor(() => expect(within_('rapport.pdf', 'file-state').textContent).toBe('Paused'))
    await page.user.click(within_('rapport.pdf', 'file-resume'))
    await waitFor(() => expect(within_('rapport.pdf', 'file-show')).toBeTruthy())
    await page.user.click(within_('rapport.pdf', 'file-show'))
    expect(calls('window.showFile')).toHaveLength(1)
  })

  it('that failed says why and is offered again', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await waitFor(() => file('notes.txt'))
    expect(file('notes.txt').textContent).toContain('no longer the one that was offered')
    await page.user.click(within_('notes.txt', 'file-retry'))
    expect(calls('file.decide')).toMatchObject([{ decision: 'retry' }])
  })

  it('is dropped and pasted on a Palabre, and on nothing else', async () => {
    page = await renderScreen()
    await page.open('Awa')
    const dropped = { dataTransfer: { types: ['Files'], files: [new File(['x'], 'dropped.txt')], dropEffect: 'none' } }
    fireEvent.dragOver(screen.getByTestId('drop-zone'), dropped)
    expect(screen.getByText('Let go to send to Awa Diallo')).toBeTruthy()
    await act(async () => void fireEvent.drop(screen.getByTestId('drop-zone'), dropped))
    await waitFor(() => expect(calls('window.sendDropped')).toMatchObject([{ tokens: ['dropped.txt'] }]))
    await act(async () => void fireEvent.paste(screen.getByTestId('composer-input'), { clipboardData: { files: [new File(['x'], 'pasted.png')] } }))
    await waitFor(() => expect(calls('window.sendDropped')).toHaveLength(2))
    await page.open('192.168.1.42')
    await act(async () => void fireEvent.drop(screen.getByTestId('drop-zone'), dropped))
    expect(calls('window.sendDropped')).toHaveLength(2)
    expect(screen.queryByTestId('attach')).toBeNull()
  })
})

describe('many files offered at once', () => {
  const offer = async (title: string, names: readonly string[], personId?: string) => {
    const conversationId = page.fake.idOf(title)
    await act(async () => {
      for (const [index, text] of names.entries()) {
        const order = page.fake.core.nextOrder(Date.now())
        const author = personId === undefined ? {} : { author: { name: personId, personId } }
        const from = { conversationId, from: 'them', order, sentAt: Date.now() + index } as const
        page.fake.core.put({
          ...fakeMessage(createRandom(order.length + index), { ...from, text, file: fakeFile({ size: 1_000_000 }) }),
          ...author,
          id: uuidv7(Date.now()),
        })
      }
    })
  }

  it('are taken together by their sender, with their number and size; what is refused says why', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await waitFor(() => file('rapport.pdf'))
    expect(screen.queryByTestId('waiting-offers')).toBeNull()
    await offer('Awa', ['un.jpg', 'deux.jpg'])
    const bar = await screen.findByTestId('waiting-offers')
    expect(bar.textContent).toContain('3 files wait for your answer · 4.5 MB')
    page.fake.failNext('file.decideAll', 'no-room')
    await page.user.click(within(bar).getByTestId('accept-all'))
    await waitFor(() => expect(useToasts.getState().toasts).toMatchObject([{ words: { error: { code: 'no-room' } } }]))
    within(bar).getByTestId('accept-all').focus()
    await page.user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByTestId('waiting-offers')).toBeNull())
    expect(calls('file.decideAll').at(-1)).toMatchObject({ decision: 'accept' })
    expect(['rapport.pdf', 'un.jpg', 'deux.jpg'].map((name) => file(name).dataset['state'])).toEqual(['accepted', 'accepted', 'accepted'])
  })

  it('of two people in a room are two questions', async () => {
    page = await renderScreen({ scenario: 'rooms' })
    await page.open('TP')
    await offer('TP', ['a1', 'a2'], 'ada')
    await offer('TP', ['b1', 'b2'], 'bea')
    await waitFor(() => expect(screen.getAllByTestId('waiting-offers')).toHaveLength(2))
    await page.user.click(within(screen.getAllByTestId('waiting-offers')[0] as HTMLElement).getByTestId('decline-all'))
    await waitFor(() => expect(screen.getAllByTestId('waiting-offers')).toHaveLength(1))
    expect(['a1', 'a2', 'b1', 'b2'].map((name) => file(name).dataset['state'])).toEqual(['declined', 'declined', 'offered', 'offered'])
  })

  it('of someone unknown are answered once they are accepted', async () => {
    page = await renderScreen()
    const { conversation } = page.fake.core.state.talks.find(({ conversation: { request, kind } }) => request && kind === 'secure') ?? {}
    const title = conversation?.title ?? ''
    await page.open(title)
    await offer(title, ['x1', 'x2'])
    await waitFor(() => file('x2'))
    await waitFor(() => expect(calls('file.waiting').length).toBeGreaterThan(0))
    expect([screen.queryByTestId('waiting-offers'), within(file('x2')).queryByTestId('file-accept')]).toEqual([null, null])
    await act(async () => void (await page.fake.call('conversation.accept', { id: conversation?.id ?? '' })))
    await waitFor(() =>
      expect([screen.queryByTestId('waiting-offers') !== null, within(file('x2')).queryByTestId('file-accept') !== null]).toEqual([true, true]),
    )
  })
})

describe('a file that is no longer on this computer', () => {
  const names = ['p.jpg', 'n.txt', 's.mp3', 'f.mp4', 'a.zip', 'Album']
  const bring = async (title: string, more: Partial<Message> = {}) => {
    const conversationId = page.fake.idOf(title)
    await act(async () => {
      for (const [index, text] of names.entries()) {
        const file = fakeFile({ state: 'done', savedAs: text, files: text === 'Album' ? 3 : null })
        const id = uuidv7(Date.now())
        page.fake.core.gone.add(id)
        const order = page.fake.core.nextOrder(Date.now())
        page.fake.core.put({ ...fakeMessage(createRandom(index), { conversationId, from: 'them', order, sentAt: Date.now(), text, file }), ...more, id })
      }
    })
  }

  it('says so, whatever it is, with what can be done, in the thread and among the shared files', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await bring('Awa')
    for (const name of names) {
      await waitFor(() => expect(within_(name, 'file-gone').textContent).toMatch(/no longer there: .* ask Awa Diallo for it/))
      expect(within(file(name)).queryByTestId('file-state')).toBeNull()
      expect(within_(name, 'file-path').textContent).toBe('It was in /home/alice/Downloads')
      expect(file(name).querySelector('img, audio, video, details')).toBeNull()
      expect(within_(name, 'file-show')).toBeTruthy()
    }
    await act(async () => useSelection.setState({ dialog: 'person' }))
    const shared = await screen.findByTestId('shared-files')
    await waitFor(() => expect(within(shared).getAllByTestId('file-gone')).toHaveLength(names.length))
  })

  it('that went while it was looked at says so too, and one of mine', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await bring('Awa')
    page.fake.core.gone.clear()
    await page.open('Théo')
    await page.open('Awa')
    await waitFor(() => expect(within_('n.txt', 'file-path').textContent).toContain('Folder: '))
    const { id = '' } = [...page.fake.core.talk(page.fake.idOf('Awa')).messages()].find(({ text }) => text === 'p.jpg') ?? {}
    page.fake.core.gone.add(id)
    fireEvent.error(within_('p.jpg', 'file-picture'))
    await waitFor(() => within_('p.jpg', 'file-gone'))
    await bring('Awa', { from: 'me' })
    await waitFor(() => expect(screen.getAllByTestId('file-gone')).toHaveLength(names.length + 1))
    expect(screen.getAllByTestId('file-gone').at(-1)?.textContent).not.toContain('ask')
  })

  it('in a room is taken again from its author', async () => {
    page = await renderScreen({ scenario: 'rooms' })
    await page.open('TP')
    await bring('TP', { author: { name: 'Awa Diallo', personId: 'awa' } })
    await waitFor(() => expect(within_('a.zip', 'file-accept').textContent).toBe('Take it again'))
    await page.user.click(within_('a.zip', 'file-accept'))
    expect(calls('file.decide')).toMatchObject([{ decision: 'accept' }])
  })
})

describe('files for several people', () => {
  it('are chosen after the people, from the palette’s dialog, people with a plain program left out', async () => {
    page = await renderScreen()
    await page.open('Awa')
    await page.user.click(screen.getByTestId('attach'))
    await page.user.click(await screen.findByRole('menuitem', { name: 'To several people…' }))
    const dialog = await screen.findByTestId('send-to')
    expect(within(dialog).queryByText('192.168.1.42:3000')).toBeNull()
    expect(within(dialog).getByTestId<HTMLButtonElement>('send-to-files').disabled).toBe(true)
    await page.user.type(within(dialog).getByTestId('send-to-search'), 'theo')
    expect(within(dialog).getAllByTestId('send-to-person')).toHaveLength(1)
    await page.user.click(within(dialog).getByTestId('send-to-person'))
    await page.user.clear(within(dialog).getByTestId('send-to-search'))
    await page.user.click(within(dialog).getByText('Awa Diallo'))
    await page.user.click(within(dialog).getByTestId('send-to-files'))
    await waitFor(() => expect(calls('window.sendFiles')).toMatchObject([{ what: 'files' }]))
    expect(calls('window.sendFiles')[0]?.['ids']).toHaveLength(2)
    await waitFor(() => expect(screen.queryByTestId('send-to')).toBeNull())
  })

  it('are dropped on the list, and go to who is ticked then', async () => {
    page = await renderScreen()
    const dropped = { dataTransfer: { types: ['Files'], files: [new File(['x'], 'dropped.txt')], dropEffect: 'none' } }
    fireEvent.dragOver(screen.getByTestId('drop-for-some'), dropped)
    expect(screen.getByText('Let go to choose who gets it')).toBeTruthy()
    await act(async () => void fireEvent.drop(screen.getByTestId('drop-for-some'), dropped))
    const dialog = await screen.findByTestId('send-to')
    expect(dialog.textContent).toContain('dropped.txt')
    for (const person of within(dialog).getAllByTestId('send-to-person').slice(0, 3)) await page.user.click(person)
    await page.user.click(within(dialog).getByText('Send to 3'))
    await waitFor(() => expect(calls('window.sendDropped')).toMatchObject([{ tokens: ['dropped.txt'] }]))
    expect(calls('window.sendDropped')[0]?.['ids']).toHaveLength(3)
  })
})

describe('words about a file', () => {
  const words = { t: (key: string) => key, locale: 'en' }
  const situation = { mine: false, name: 'a.txt', who: 'Awa', reachable: true, inRoom: false }

  it('say where it stands', () => {
    const said = (patch: Parameters<typeof fakeFile>[0], more: Partial<typeof situation> = {}) =>
      stateWords(fakeFile(patch), null, { ...situation, ...more }, words)
    expect(said({ state: 'accepted' })).toBe('starting')
    expect(said({ state: 'accepted' }, { reachable: false })).toBe('waiting')
    expect(said({ state: 'accepted', pausedByThem: true })).toBe('pausedByThem')
    expect(said({ state: 'done', savedAs: 'a (1).txt' })).toBe('savedAs')
    expect(said({ state: 'done', savedAs: 'a.txt' })).toBe('saved')
    expect(said({ state: 'done' }, { mine: true })).toBe('received')
    expect(said({ state: 'declined' }, { mine: true })).toBe('declinedByThem')
    expect(said({}, { mine: true, inRoom: true })).toBe('offeredRoom')
    expect(said({ takenBy: [{ name: 'Awa', personId: 'a' }] }, { mine: true, inRoom: true })).toBe('taken')
  })

  it('tell the time left in one unit', () => {
    expect([0.2, 59, 61, 4_000].map((seconds) => timeLeft(seconds, 'en'))).toEqual(['1 sec', '59 sec', '1 min', '1 hr'])
  })
})
