import { type RefObject, useEffect, useState } from 'react'

/** Rows rendered beyond what is seen, and where nothing is known of the height (before the first layout). */
const beyond = 12
const unknown = 40

/** The rows of a scrolling list that are worth rendering; all rows have the same height, in rem. */
export function useWindow(scroller: RefObject<HTMLElement | null>, rows: number, rowRem: number) {
  const [scroll, setScroll] = useState({ top: 0, height: 0 })
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => setScroll({ top: element.scrollTop, height: element.clientHeight })
    look()
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [scroller])
  const rowPx = rowRem * rootPx()
  const first = Math.max(0, Math.floor(scroll.top / rowPx) - beyond)
  const seen = scroll.height === 0 ? unknown : Math.ceil(scroll.height / rowPx)
  return { first, last: Math.min(rows, first + seen + 2 * beyond), rowPx }
}

export function rootPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}
