import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import type { FinalFocus } from './menu.tsx'
import './overlay.css'

interface PopoverProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly finalFocus?: FinalFocus | undefined
}

export function Popover({ open, onOpenChange, trigger, children, finalFocus }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="ui-popup">
          <Base.Popup className="ui-menu ui-popover" finalFocus={finalFocus}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
