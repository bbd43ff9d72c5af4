import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { beginningOf } from '../../../renderer/features/conversations/beginning-of.ts'
import { jumpToMessage } from '../../../renderer/state/thread-actions.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

describe('the beginning of a long message', () => {
  it('is what is shown of more than a screenful, never half of a character', () => {
    const lines = (n: number) => Array.from({ length: n }, (_, i) => `line ${i + 1}`).join('\n')
    expect(beginningOf(lines(24))).toBeNull()
    expect(beginningOf(lines(25))).toBe(`${lines(20)}…`)
    expect(beginningOf('x'.repeat(2_400))).toBeNull()
    expect(beginningOf(`${'x'.repeat(1_799)}😀${'x'.repeat(2_000)}`)).toBe(`${'x'.repeat(1_799)}…`)
  })
})

describe('a long message', () => {
  let page: Screen
  afterEach(() => page.close())

  it('is folded until more of it is asked for, and whole where one jumps to it', async () => {
    page = await renderScreen()
    await page.open('Awa')
    const id = page.fake.idOf('Awa')
    const message = page.fake.core
      .talk(id)
      .messages()
      .findLast(({ from, deleted, file }) => from === 'them' && !deleted && !file)
    if (!message) throw new Error('nothing was said')
    const text = Array.from({ length: 300 }, (_, i) => `row ${i + 1}.`).join('\n')
    act(() => page.fake.core.emit({ type: 'message', message: { ...message, text } }))
    const more = await screen.findByTestId('message-more')
    const shown = () => document.querySelector(`[data-message="${message.id}"]`)?.textContent
    expect(shown()).toContain('row 20.')
    expect(shown()).not.toContain('row 21.')
    expect(more).toHaveAttribute('aria-expanded', 'false')
    act(() => more.focus())
    await page.user.keyboard('{Enter}')
    expect(shown()).toContain('row 300.')
    expect(screen.getByTestId('message-more')).toHaveTextContent('Show less')
    await page.user.keyboard('{Enter}')
    expect(shown()).not.toContain('row 21.')
    await act(() => jumpToMessage(id, message.id))
    await waitFor(() => expect(shown()).toContain('row 300.'))
  })
})
