import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ToastRegion } from '../../../renderer/features/shell/toast-region.tsx'
import { heldMs, showToast, toastError } from '../../../renderer/state/toasts-store.ts'
import { resetStores } from '../reset-stores.ts'

const cleared = { kind: 'info', words: { key: 'toast.cleared', values: {} }, undo: null, ms: 5_000 } as const

describe('the time of a toast', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    render(<ToastRegion />)
  })
  afterEach(() => {
    resetStores()
    vi.useRealTimers()
  })
  const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))
  const tell = (toast: Parameters<typeof showToast>[0]) => act(() => void showToast(toast))

  it('ends by itself, in a window without the focus and out of sight too', () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(false)
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    fireEvent.blur(window)
    tell(cleared)
    pass(4_900)
    expect(screen.getByTestId('toast')).toBeInTheDocument()
    pass(200)
    expect(screen.queryByTestId('toast')).toBeNull()
    vi.restoreAllMocks()
  })

  it('waits for who reads it, but not for ever', () => {
    tell(cleared)
    fireEvent.pointerEnter(screen.getByTestId('toast'))
    pass(20_000)
    expect(screen.getByTestId('toast')).toBeInTheDocument()
    fireEvent.pointerLeave(screen.getByTestId('toast'))
    pass(5_100)
    expect(screen.queryByTestId('toast')).toBeNull()

    tell(cleared)
    fireEvent.pointerEnter(screen.getByTestId('toast'))
    pass(heldMs + 100)
    expect(screen.queryByTestId('toast')).toBeNull()
  })

  it('is not longer than what can be undone', () => {
    tell({ ...cleared, undo: () => undefined })
    fireEvent.pointerEnter(screen.getByTestId('toast'))
    pass(5_100)
    expect(screen.queryByTestId('toast')).toBeNull()
  })

  it('of the oldest ends when a fourth comes, and each stays in the region that is read aloud', () => {
    act(() => {
      for (const code of ['disk-full', 'internal', 'not-connected', 'ECONNREFUSED'] as const) toastError({ code, details: {} })
    })
    expect(screen.getAllByTestId('toast')).toHaveLength(3)
    for (const toast of screen.getAllByTestId('toast')) expect(screen.getByRole('status').contains(toast)).toBe(true)
    pass(8_100)
    expect(screen.queryByTestId('toast')).toBeNull()
    expect(screen.getByRole('status')).toHaveAttribute('aria-live', 'polite')
  })
})
