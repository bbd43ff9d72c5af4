import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import './button.css'

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** Its name for everyone who doesn't see the icon; also the tooltip. */
  readonly label: string
  readonly icon: ReactNode
  readonly size?: 'small' | 'medium'
  readonly ref?: Ref<HTMLButtonElement>
}

export function IconButton({ label, icon, size = 'medium', ...rest }: IconButtonProps) {
  return (
    <button type="button" className="ui-icon-button" data-size={size} aria-label={label} title={label} {...rest}>
      {icon}
    </button>
  )
}
