import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useToasts } from '../../../renderer/state/toasts-store.ts'
import { formatId } from '../../../shared/model/id-text.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen

beforeEach(async () => {
  page = await renderScreen()
})

afterEach(() => page.close())

describe('the page of a person', () => {
  it('shows the safety number and keeps that it was compared', async () => {
    await page.open('Théo')
    await page.user.click(screen.getByTestId('open-person'))
    const number = await screen.findByTestId('safety-number')
    expect(number.textContent?.replace(/\D/g, '')).toHaveLength(60)
    await page.user.click(screen.getByTestId('verify'))
    await waitFor(() => expect(page.fake.core.talk(page.fake.idOf('Théo')).conversation.trust).toBe('verified'))
  })

  it('shows the identity in the groups that its owner sees, and copies it', async () => {
    await page.open('Théo')
    await page.user.click(screen.getByTestId('open-person'))
    const { personId } = page.fake.core.talk(page.fake.idOf('Théo')).conversation
    const text = formatId(personId ?? '')
    expect(text).toMatch(/^([A-Z2-7]{7}-){7}[A-Z2-7]{7}$/)
    await page.user.click(await screen.findByRole('button', { name: new RegExp(text) }))
    expect(page.fake.calls.filter((call) => call.channel === 'window.copy').map((call) => call.args)).toEqual([{ text }])
  })

  it('says where somebody is, how they were found and at which addresses', async () => {
    await page.open('Théo')
    await page.user.click(screen.getByTestId('open-person'))
    const dialog = await screen.findByTestId('person-dialog')
    expect(screen.getByTestId('person-presence')).toHaveTextContent(/^Last seen: /)
    expect(dialog).toHaveTextContent('Now found in the directory annuaire.campus.example:3100.')
    expect(dialog).toHaveTextContent('192.168.1.57:3000')
  })

  it('says that a plain program has no identity', async () => {
    await page.open('192.168.1.42')
    await page.user.click(screen.getByTestId('open-person'))
    expect((await screen.findByTestId('person-dialog')).textContent).toContain('No identity')
    expect(screen.queryByTestId('verify')).toBeNull()
  })

  it('exports the conversation, says where it is, or why it is not', async () => {
    await page.open('Théo')
    await page.user.click(screen.getByTestId('open-person'))
    await page.user.click(await screen.findByTestId('export-json'))
    const id = page.fake.idOf('Théo')
    expect(page.fake.calls.filter((call) => call.channel === 'window.export')).toEqual([{ channel: 'window.export', args: { id, format: 'json' } }])
    const toasts = () => useToasts.getState().toasts.map(({ words }) => words)
    await waitFor(() => expect(toasts()).toEqual([{ key: 'toast.exported', values: { file: 'Théo Marchand.jsonl' } }]))
    page.fake.failNext('window.export', 'export-failed')
    await page.user.click(screen.getByTestId('export-text'))
    await waitFor(() => expect(toasts()).toMatchObject([{}, { error: { code: 'export-failed' } }]))
  })

  it('saves the note when one leaves it', async () => {
    await page.open('Théo')
    await page.user.click(screen.getByTestId('open-person'))
    await page.user.type(await screen.findByTestId('person-note'), 'room B12')
    await page.user.tab()
    await waitFor(() => expect(page.fake.core.talk(page.fake.idOf('Théo')).conversation.note).toBe('room B12'))
  })
})
