import { Tooltip as Base } from '@base-ui/react/tooltip'
import { cloneElement, type ReactElement, type ReactNode, useId, useState } from 'react'
import './overlay.css'

interface TooltipProps {
  readonly content: ReactNode
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly children: ReactElement<{ readonly 'aria-label'?: string; readonly 'aria-describedby'?: string }>
}

/** What it says belongs to its trigger, also for a screen reader: by itself, at the end of the page, it would be out of place. */
export function Tooltip({ content, side = 'top', children }: TooltipProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const describes = open && children.props['aria-label'] !== content
  return (
    <Base.Root onOpenChange={setOpen}>
      <Base.Trigger render={describes ? cloneElement(children, { 'aria-describedby': id }) : children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="ui-popup">
          <Base.Popup className="ui-tooltip" id={id} aria-hidden="true">
            {content}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
