import { useEffect, useLayoutEffect, useRef } from 'react'
import { useSelection } from '../../state/selection-store.ts'

/** Where one writes, when something can be written. */
export const composerInput = () => document.querySelector<HTMLElement>('[data-testid="composer-input"]')

export const focusComposer = (): void => composerInput()?.focus()

/** Nothing has the focus: neither an element nor a dialog that is about to take it. */
const nothingHasIt = () => (document.activeElement ?? document.body) === document.body && useSelection.getState().dialog === null

/** When a conversation comes on screen and nothing has the focus, or what had it went with the one before. */
export function useFocusOnOpen(): void {
  useEffect(() => {
    if (nothingHasIt()) focusComposer()
  }, [])
}

/** For a part whose buttons go once they are pressed: the focus that was in them goes on to the composer. */
export function useRefocus() {
  const had = useRef(false)
  useLayoutEffect(() => {
    if (had.current && nothingHasIt()) focusComposer()
  })
  return {
    onFocus: () => {
      had.current = true
    },
    onBlur: () => {
      had.current = false
    },
  }
}

/** The pointer came last: the message it was put on has the focus, but nobody asked for its keys. */
let byPointer = false
export const isByPointer = () => byPointer

/** A letter that is meant for nothing else is meant for the message: from anywhere on the screen one just writes. */
export function useTypeAnywhere(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.length > 1) byPointer = false
      if (event.defaultPrevented || !isText(event) || useSelection.getState().dialog !== null) return
      // The element has the focus before the key does what it does: it is written there.
      if (isFree(document.activeElement, event.key)) focusComposer()
    }
    const onPointerDown = () => {
      byPointer = true
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('pointerdown', onPointerDown, true)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('pointerdown', onPointerDown, true)
    }
  }, [])
}

/** Prints, begins to (a dead key, an input method), or pastes. */
function isText({ key, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  if (isComposing) return false
  if (ctrlKey !== metaKey && !altKey) return key.toLowerCase() === 'v'
  // AltGr is Ctrl and Alt on Windows.
  return (ctrlKey === altKey || !ctrlKey) && !metaKey && !(altKey && !ctrlKey) && ([...key].length === 1 || key === 'Dead' || key === 'Process')
}

/** Does nothing with that key: the page itself, the thread (but for a message whose keys are asked for), a button (but for the space bar). */
function isFree(element: Element | null, key: string): boolean {
  if (element === null || element === document.body) return true
  if (element.closest('[role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"], [role="radiogroup"]')) return false
  return element.matches(byPointer ? '.cv-scroller, [data-message]' : '.cv-scroller') || (element.matches('button, summary') && key !== ' ')
}
