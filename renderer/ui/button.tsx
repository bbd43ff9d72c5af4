import type { ComponentProps } from 'react'
import './button.css'

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: 'primary' | 'secondary' | 'ghost' | 'danger'
  readonly size?: 'small' | 'medium'
}

export function Button({ variant = 'secondary', size = 'medium', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className="ui-button" data-variant={variant} data-size={size} {...rest} />
}
