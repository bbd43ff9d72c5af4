import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useApp } from '../../state/app-store.ts'
import { Button } from '../../ui/button.tsx'
import { MyCard } from '../settings/my-card.tsx'
import { updateSettings } from '../settings/update-settings.ts'

export function CardStep({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation('app')
  const card = useApp((state) => state.card)
  const done = useRef<HTMLButtonElement>(null)
  useEffect(() => done.current?.focus({ preventScroll: true }), [])
  return (
    <div className="first-card">
      <div className="first-head">
        <h1>{t('onboarding.cardTitle')}</h1>
        <p>{t('onboarding.cardText')}</p>
      </div>
      {card ? <MyCard card={card} /> : null}
      <div className="first-end">
        <span className="ui-hint">{t('onboarding.step', { step: 2 })}</span>
        <span className="first-choices">
          <Button variant="ghost" onClick={onBack}>
            {t('onboarding.back')}
          </Button>
          <Button variant="primary" ref={done} data-testid="onboarding-done" onClick={() => void updateSettings({ onboarded: true })}>
            {t('onboarding.done')}
          </Button>
        </span>
      </div>
    </div>
  )
}
