import { useEffect, useRef, useState } from 'react'

/** Up to this many samples a picture follows each batch; above, so often. ms */
const few = 2_000
const calmMs = 500

/** A long list, not more often than it can be drawn with ease; the last state of it always comes. */
export function useCalm<T>(list: readonly T[]): readonly T[] {
  const [shown, setShown] = useState(list)
  const last = useRef(0)
  useEffect(() => {
    if (list.length <= few) return
    const timer = setTimeout(
      () => {
        last.current = performance.now()
        setShown(list)
      },
      Math.max(0, last.current + calmMs - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [list])
  return list.length <= few || list.length < shown.length ? list : shown
}
