import { act, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { lazyPart, loadParts } from '../../../renderer/ui/lazy-part.tsx'

const Hello = ({ name }: { readonly name: string }) => <p>hello {name}</p>

afterEach(() => vi.restoreAllMocks())

it('shows nothing, then the part, whenever its file comes, and React has nothing to say about it', async () => {
  const complaints = vi.spyOn(console, 'error')
  for (const turns of [0, 1, 2, 3, 4, 5, 8, 13]) {
    const Part = lazyPart(async () => {
      for (let turn = 0; turn < turns; turn++) await null
      return Hello
    })
    const { unmount, rerender } = await act(async () => render(<Part name="Awa" />))
    expect(screen.getByText('hello Awa')).toBeInTheDocument()
    rerender(<Part name="Nils" />)
    expect(screen.getByText('hello Nils')).toBeInTheDocument()
    unmount()
  }
  expect(complaints).not.toHaveBeenCalled()
})

it('is there at once when it was loaded before', async () => {
  const Part = lazyPart(async () => Hello)
  await loadParts()
  render(<Part name="Awa" />)
  expect(screen.getByText('hello Awa')).toBeInTheDocument()
})
