import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'
import './overlay.css'

export interface MenuItem {
  readonly label: string
  readonly icon?: ReactNode
  readonly shortcut?: string
  readonly danger?: boolean
  readonly onSelect: () => void
}

interface MenuProps {
  readonly items: readonly MenuItem[]
  readonly trigger: ReactElement
  readonly onOpenChange?: (open: boolean) => void
}

export function Menu({ items, trigger, onOpenChange }: MenuProps) {
  return (
    <Base.Root modal={false} onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="ui-popup">
          <Base.Popup className="ui-menu">
            {items.map((item) => (
              <Base.Item key={item.label} className="ui-menu-item" data-danger={item.danger} onClick={item.onSelect}>
                {item.icon}
                {item.label}
                {item.shortcut ? <Kbd>{item.shortcut}</Kbd> : null}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
