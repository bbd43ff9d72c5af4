import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button.tsx'
import type { FinalFocus } from './menu.tsx'
import './overlay.css'

interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  readonly 'data-testid'?: string
  readonly finalFocus?: FinalFocus | undefined
}

export function Dialog({ open, onClose, title, children, 'data-testid': testId, finalFocus }: DialogProps) {
  const { t } = useTranslation('app')
  return (
    <Base.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Base.Portal>
        <Base.Backdrop className="ui-backdrop" />
        <Base.Popup className="ui-dialog" data-testid={testId} finalFocus={finalFocus}>
          <div className="ui-dialog-head">
            <Base.Title>{title}</Base.Title>
            <Base.Close render={<IconButton label={t('close')} icon={<X size={20} aria-hidden="true" />} />} />
          </div>
          <div className="ui-dialog-body">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
