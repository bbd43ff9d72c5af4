import { render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { CommandPalette } from '../../../renderer/ui/command-palette.tsx'
import { matchEntries } from '../../../renderer/ui/match-entries.ts'
import { violations } from '../violations.ts'

const words = { label: 'Go to', empty: 'Nothing', choose: 'choose', run: 'go', close: 'close' }

async function open() {
  const run = vi.fn()
  const close = vi.fn()
  const entry = (id: string, group: string, label: string) => ({ id, group, label, run: () => run(id) })
  const entries = [entry('a', 'People', 'Éléa Martin'), entry('b', 'People', 'Bob'), entry('s', 'Actions', 'Settings: Network')]
  render(<CommandPalette open onClose={close} entries={entries} words={words} />)
  const input = screen.getByRole('combobox', { name: 'Go to' })
  await waitFor(() => expect(input).toHaveFocus())
  return { run, close, user: userEvent.setup(), input }
}

const selected = () => screen.getByRole('option', { selected: true }).textContent

describe('the command palette', () => {
  it('has nothing that axe objects to', async () => {
    await open()
    expect(await violations()).toEqual([])
  })

  it('starts in its field with the first entry chosen', async () => {
    const { input } = await open()
    expect(selected()).toBe('Éléa Martin')
    expect(input).toHaveAttribute('aria-activedescendant', screen.getByRole('option', { selected: true }).id)
  })

  it('goes round with the arrows and runs with Enter, after closing', async () => {
    const { user, run, close } = await open()
    await user.keyboard('{ArrowUp}')
    expect(selected()).toBe('Settings: Network')
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    expect(run.mock.calls).toEqual([['b']])
    expect(close.mock.invocationCallOrder[0]).toBeLessThan(run.mock.invocationCallOrder[0] ?? 0)
  })

  it('finds without accents or capitals, and says when nothing matches', async () => {
    const { user, input } = await open()
    await user.type(input, 'ELEA')
    expect(within(screen.getByRole('listbox')).getAllByRole('option')).toHaveLength(1)
    await user.type(input, 'zzz')
    expect(screen.getByText('Nothing')).toBeInTheDocument()
    await user.keyboard('{Enter}{ArrowDown}')
  })
})

describe('what matches', () => {
  const crowd = [...Array.from({ length: 12 }, (_, i) => ({ group: 'People', label: `Person ${i}` })), { group: 'Actions', label: 'Settings' }]

  it('keeps actions in sight under a crowd while nothing is typed', () => {
    expect(matchEntries(crowd, ' ').map(({ group }) => group)).toEqual(['People', 'People', 'People', 'People', 'People', 'Actions'])
  })

  it('searches all of them once something is typed', () => {
    expect(matchEntries(crowd, 'person 11')).toHaveLength(1)
    expect(matchEntries(crowd, 'person')).toHaveLength(12)
  })
})
