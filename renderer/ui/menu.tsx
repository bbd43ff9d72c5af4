import { Menu as Base } from '@base-ui/react/menu'
import { type MouseEvent, type ReactElement, type ReactNode, useState } from 'react'
import { Kbd } from './kbd.tsx'
import './overlay.css'

export interface MenuItem {
  readonly label: string
  readonly icon?: ReactNode
  readonly shortcut?: string
  readonly danger?: boolean
  readonly onSelect: () => void
}

/** Where the focus goes when it closes: an element, true (whence it came), or false (it has gone somewhere already). */
export type FinalFocus = () => HTMLElement | boolean

interface MenuProps {
  readonly items: readonly MenuItem[]
  readonly trigger: ReactElement
  readonly onOpenChange?: (open: boolean) => void
  readonly finalFocus?: FinalFocus | undefined
}

export function Menu({ items, trigger, onOpenChange, finalFocus }: MenuProps) {
  return (
    <Base.Root modal={false} onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="ui-popup">
          <Items items={items} finalFocus={finalFocus} />
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Where a context menu was asked for, px in the window. */
export interface MenuPlace {
  readonly x: number
  readonly y: number
}

interface ContextMenuProps {
  readonly items: readonly MenuItem[]
  readonly at: MenuPlace
  readonly onClose: () => void
  readonly finalFocus?: FinalFocus | undefined
}

/** The same items at the pointer, or at what has the focus. Render it while `at` of `useContextMenu` is not null. */
export function ContextMenu({ items, at, onClose, finalFocus }: ContextMenuProps) {
  const anchor = { getBoundingClientRect: () => DOMRect.fromRect({ x: at.x, y: at.y, width: 0, height: 0 }) }
  return (
    <Base.Root open modal={false} onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} side="bottom" align="start" className="ui-popup">
          <Items items={items} finalFocus={finalFocus} />
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

interface ContextMenuState {
  readonly at: MenuPlace | null
  readonly close: () => void
  /** For the element that has the menu: the right button, the menu key and Shift+F10 all come as this event. */
  readonly onContextMenu: (event: MouseEvent<HTMLElement>) => void
}

export function useContextMenu(): ContextMenuState {
  const [at, setAt] = useState<MenuPlace | null>(null)
  return {
    at,
    close: () => setAt(null),
    onContextMenu(event) {
      if (hasOwnMenu(event.target as HTMLElement)) return
      event.preventDefault()
      const { left, bottom } = event.currentTarget.getBoundingClientRect()
      // Asked for by a key it may have no place of its own.
      setAt(event.clientX === 0 && event.clientY === 0 ? { x: left, y: bottom } : { x: event.clientX, y: event.clientY })
    },
  }
}

/** What is written, and what is selected, has the system's: cut, copy, paste. */
const hasOwnMenu = (target: HTMLElement): boolean => target.closest('input, textarea') !== null || getSelection()?.isCollapsed === false

function Items({ items, finalFocus }: Pick<ContextMenuProps, 'items' | 'finalFocus'>) {
  return (
    <Base.Popup className="ui-menu" finalFocus={finalFocus}>
      {items.map((item) => (
        <Base.Item key={item.label} className="ui-menu-item" data-danger={item.danger} onClick={item.onSelect}>
          {item.icon}
          {item.label}
          {item.shortcut ? <Kbd>{item.shortcut}</Kbd> : null}
        </Base.Item>
      ))}
    </Base.Popup>
  )
}
