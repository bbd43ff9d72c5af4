import { act, render, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { lazyPart, loadParts, Once } from '../../../renderer/ui/lazy-part.tsx'

const part = (text: string) => {
  const load = vi.fn(async () => ({ mark }: { readonly mark: string }) => (
    <p>
      {text} {mark}
    </p>
  ))
  return { load, Part: lazyPart(load) }
}

it('is not asked for before it is wanted, and comes when it is', async () => {
  const { load, Part } = part('late')
  const shown = (wanted: boolean) => (
    <Once wanted={wanted}>
      <Part mark="!" />
    </Once>
  )
  const { rerender } = render(shown(false))
  expect(load).not.toHaveBeenCalled()
  await act(async () => rerender(shown(true)))
  expect(screen.getByText('late !')).toBeVisible()
  rerender(shown(false))
  expect(screen.getByText('late !')).toBeVisible()
})

it('shows at once, without a moment of nothing, when it was loaded before', async () => {
  const { load, Part } = part('early')
  await loadParts()
  render(<Part mark="1" />)
  expect(screen.getByText('early 1')).toBeVisible()
  render(<Part mark="2" />)
  expect(screen.getByText('early 2')).toBeVisible()
  expect(load).toHaveBeenCalledTimes(1)
})
