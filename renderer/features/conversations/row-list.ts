import { createRef, type RefObject } from 'react'

/** What is on screen, as indexes of rows. */
export interface Visible {
  readonly first: number
  readonly last: number
  readonly atBottom: boolean
  /** From the top of what is shown to the top of the first row on screen, px. */
  readonly offset: number
}

/** The list in the page: its scroller counts from the newest message up, so `scrollTop` is 0 there and negative above. */
export interface RowList {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly start: RefObject<HTMLDivElement | null>
  readonly rows: RefObject<HTMLDivElement | null>
  readonly end: RefObject<HTMLDivElement | null>
  /** `said`: the part of a row taller than the view that is wanted. */
  readonly show: (index: number, where: ScrollLogicalPosition, said?: string) => void
  /** Scrolls so that the top of a row is so far under the top of what is shown. */
  readonly put: (index: number, offset: number) => void
  readonly toEnd: () => void
  /** Null: not in the page. Also notes where that is, for `hold`. */
  readonly look: () => Visible | null
  /** Rows came or went: what was looked at stays where it was seen. */
  readonly hold: () => void
}

/** Still at the newest message, px. */
const nearBottom = 40

export function createRowList(): RowList {
  const scroller = createRef<HTMLDivElement>()
  const rows = createRef<HTMLDivElement>()
  let held: { readonly row: Element; readonly place: number; readonly scrollTop: number } | null = null
  /** In the content: the same however far it is scrolled. */
  const placeOf = (row: Element, { scrollTop }: Element) => row.getBoundingClientRect().top + scrollTop
  return {
    scroller,
    start: createRef(),
    rows,
    end: createRef(),
    show(index, where, said) {
      const row = rows.current?.children[index]
      const isTaller = (row?.clientHeight ?? 0) > (scroller.current?.clientHeight ?? 0)
      row?.scrollIntoView({ block: isTaller ? 'start' : where })
      const place = row && isTaller && said ? placeOfText(row, said) : null
      if (place && scroller.current) scroller.current.scrollTop += place.top - scroller.current.getBoundingClientRect().top - scroller.current.clientHeight / 2
    },
    put(index, offset) {
      const row = rows.current?.children[index]
      if (!row || !scroller.current) return
      scroller.current.scrollTop += row.getBoundingClientRect().top - scroller.current.getBoundingClientRect().top - offset
    },
    toEnd() {
      if (scroller.current) scroller.current.scrollTop = 0
    },
    look() {
      if (!scroller.current || !rows.current) return null
      const { top, bottom } = scroller.current.getBoundingClientRect()
      const { children } = rows.current
      const first = countWhere(children, (row) => row.bottom <= top)
      const last = countWhere(children, (row) => row.top < bottom) - 1
      const row = children[first]
      held = row ? { row, place: placeOf(row, scroller.current), scrollTop: scroller.current.scrollTop } : null
      return { first, last, atBottom: scroller.current.scrollTop >= -nearBottom, offset: (row?.getBoundingClientRect().top ?? top) - top }
    },
    hold() {
      if (!scroller.current || !held?.row.isConnected) return
      const { scrollTop, scrollHeight, clientHeight } = scroller.current
      const place = placeOf(held.row, scroller.current)
      // At its limit it may be there only because the content is shorter now.
      const from = scrollTop <= clientHeight - scrollHeight ? Math.min(scrollTop, held.scrollTop) : scrollTop
      scroller.current.scrollTop = from + place - held.place
      held = { row: held.row, place, scrollTop: scroller.current.scrollTop }
    },
  }
}

/** How many rows from the first on `holds` for: rows stand one below the other, so a few looks tell. */
function countWhere(rows: HTMLCollection, holds: (place: DOMRect) => boolean): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds((rows[middle] as Element).getBoundingClientRect())) low = middle + 1
    else high = middle
  }
  return low
}

function placeOfText(row: Element, said: string): DOMRect | null {
  const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const at = node.textContent?.indexOf(said) ?? -1
    if (at < 0) continue
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + said.length)
    return range.getBoundingClientRect()
  }
  return null
}
