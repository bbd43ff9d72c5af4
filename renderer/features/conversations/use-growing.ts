import { type RefCallback, useCallback, useState } from 'react'

/** Items in the page at first, and how many more each time the end of them comes near. */
export const listStep = 60
/** px */
const ahead = '600px 0px'

export type Named<T> = readonly [name: string, list: readonly T[]]

/** The first items, over all lists. */
export function firstOf<N extends Named<unknown>>(lists: readonly N[], count: number): N[] {
  let left = count
  const some = lists.map(([name, list]) => {
    const part = list.length <= left ? list : list.slice(0, left)
    left -= part.length
    return [name, part] as unknown as N
  })
  return some.filter(([, list]) => list.length > 0)
}

/**
 * As much of the lists as was scrolled to. A conversation that moves to the top of a thousand would have React put the others after it anew, one by
 * one. `more` is for an element after them, null at the end.
 */
export function useGrowing<N extends Named<unknown>>(lists: readonly N[]): { readonly shown: readonly N[]; readonly more: RefCallback<Element> | null } {
  const [count, setCount] = useState(listStep)
  const total = lists.reduce((sum, [, list]) => sum + list.length, 0)
  const watch = useCallback(
    (end: Element | null) => {
      if (!end) return
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.at(-1)?.isIntersecting) setCount(count + listStep)
        },
        { root: end.closest('.cv-list-body'), rootMargin: ahead },
      )
      observer.observe(end)
      return () => observer.disconnect()
    },
    [count],
  )
  return { shown: firstOf(lists, count), more: count < total ? watch : null }
}
