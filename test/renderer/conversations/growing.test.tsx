import { act, render, screen } from '@testing-library/react'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { firstOf, listStep, useGrowing } from '../../../renderer/features/conversations/use-growing.ts'

it('shows the first items over all lists, in order, and no empty list', () => {
  const lists = fc.array(fc.tuple(fc.string(), fc.array(fc.integer(), { maxLength: 20 })), { maxLength: 5 })
  fc.assert(
    fc.property(lists, fc.nat(60), (all, count) => {
      const some = firstOf(all, count)
      expect(some.flatMap(([, list]) => list)).toEqual(all.flatMap(([, list]) => list).slice(0, count))
      expect(some.every(([, list]) => list.length > 0)).toBe(true)
    }),
  )
})

it('grows when its end came near, also when it was far in the same report', () => {
  let report: (entries: readonly { readonly isIntersecting: boolean }[]) => void = () => undefined
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(given: typeof report) {
        report = given
      }
      observe(): void {}
      disconnect(): void {}
    },
  )
  const lists = [['all', Array.from({ length: listStep * 2 + 10 }, (_, i) => i)]] as const
  const Lists = () => {
    const { shown, more } = useGrowing(lists)
    return <p ref={more}>{shown.reduce((sum, [, list]) => sum + list.length, 0)}</p>
  }
  render(<Lists />)
  const shows = (count: number) => expect(screen.getByText(String(count))).toBeInTheDocument()
  shows(listStep)
  act(() => report([{ isIntersecting: true }, { isIntersecting: false }]))
  shows(listStep)
  act(() => report([{ isIntersecting: false }, { isIntersecting: true }]))
  shows(listStep * 2)
  act(() => report([{ isIntersecting: true }]))
  shows(listStep * 2 + 10)
  vi.unstubAllGlobals()
})
