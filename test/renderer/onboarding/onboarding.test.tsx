import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { openApp } from '../open-app.tsx'
import { violations } from '../violations.ts'

const first = { scenario: 'first-run' } as const
const next = () => screen.getByTestId('onboarding-next')
const name = () => screen.getByTestId('onboarding-name')

describe('the first run', () => {
  it('has nothing that axe objects to, on both steps', async () => {
    const { user } = await openApp(first)
    expect(await violations()).toEqual([])
    await user.type(name(), 'Awa')
    await user.click(next())
    await screen.findByTestId('my-card')
    expect(await violations()).toEqual([])
  })

  it('takes a pseudonym, a colour and a language, shows the card, and opens the conversations', async () => {
    const { user, calls } = await openApp(first)
    expect(name()).toHaveFocus()
    await user.keyboard('  Awa Diallo ')
    await user.click(screen.getByRole('button', { name: 'Plum' }))
    await user.keyboard('{Tab}')
    await user.click(next())
    expect(await screen.findByTestId('my-card')).toHaveTextContent('Awa Diallo')
    expect(calls('settings.update')).toContainEqual({ name: 'Awa Diallo', color: 'plum', language: 'en' })
    await user.click(screen.getByTestId('onboarding-done'))
    expect(await screen.findByTestId('conversations-screen')).toBeInTheDocument()
    expect(calls('settings.update')).toContainEqual({ onboarded: true })
  })

  it('asks for a pseudonym in words, and puts the focus where it is missing', async () => {
    const { user, calls } = await openApp(first)
    await user.click(next())
    expect(name()).toHaveAccessibleDescription(/1 to 32 characters/)
    expect(name()).toHaveFocus()
    expect(calls('settings.update')).toEqual([])
  })

  it.each([
    ['x'.repeat(35), /too long by 3/],
    ['A\u202eB', /invisible/],
    ['A\u0007B', /invisible character \(U\+0007\)/],
    // Two code units each: what one sees is one too many.
    ['🌳'.repeat(17), /too long by 1: .*emoji/],
    ['Robert 👩\u200d💻 مرحبا', /“👩\u200d💻” is several emoji that an invisible character \(U\+200D\) joins/],
  ])('explains what is wrong with %o', async (text, words) => {
    const { user } = await openApp(first)
    await user.click(name())
    await user.paste(text)
    await user.click(next())
    expect(name()).toHaveAccessibleDescription(words)
    expect(screen.queryByTestId('my-card')).toBeNull()
  })

  it('speaks French as soon as it is chosen, and keeps what was typed', async () => {
    const { user } = await openApp(first)
    await user.type(name(), 'Awa')
    await user.click(screen.getByRole('radio', { name: 'Français' }))
    expect(await screen.findByRole('heading', { name: 'Bienvenue dans Palabre' })).toBeInTheDocument()
    expect(name()).toHaveValue('Awa')
    expect(document.documentElement.lang).toBe('fr')
  })

  it('goes back to the name, and stays on it when saving fails', async () => {
    const { user, fake } = await openApp(first)
    await user.type(name(), 'Awa')
    fake.failNext('settings.update', 'store-locked')
    await user.click(next())
    await waitFor(() => expect(screen.getByTestId('toast')).toHaveTextContent('Another program holds its file.'))
    await user.click(next())
    await user.click(await screen.findByRole('button', { name: 'Back' }))
    expect(name()).toHaveValue('Awa')
  })
})
