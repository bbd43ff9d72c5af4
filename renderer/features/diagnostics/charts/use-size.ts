import { useCallback, useState } from 'react'

interface Size {
  /** px. Before the first layout: a guess. */
  readonly width: number
  /** px of the text size that is set. */
  readonly rem: number
  readonly ref: (element: Element | null) => void
}

const guess = 640

/** The width that there is for a picture. */
export function useSize(): Size {
  const [size, setSize] = useState({ width: guess, rem: 16 })
  const ref = useCallback((element: Element | null) => {
    if (!element) return
    const look = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
      setSize({ width: element.clientWidth || guess, rem })
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ...size, ref }
}
