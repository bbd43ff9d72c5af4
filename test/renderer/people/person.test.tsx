import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

  it('says that a plain program has no identity', async () => {
    await page.open('192.168.1.42')
    await page.user.click(screen.getByTestId('open-person'))
    expect((await screen.findByTestId('person-dialog')).textContent).toContain('No identity')
    expect(screen.queryByTestId('verify')).toBeNull()
  })

  it('saves the note when one leaves it', async () => {
    await page.open('Théo')
    await page.user.click(screen.getByTestId('open-person'))
    await page.user.type(await screen.findByTestId('person-note'), 'room B12')
    await page.user.tab()
    await waitFor(() => expect(page.fake.core.talk(page.fake.idOf('Théo')).conversation.note).toBe('room B12'))
  })
})
