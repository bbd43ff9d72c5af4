import { BadgeCheck } from 'lucide-react'
import { useEffect, useState } from 'react'
import { type ErrorData, toErrorData } from '../../../shared/errors.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import type { SafetyNumber } from '../../../shared/model/person.ts'
import { safetyNumber, verify } from '../../state/conversation-actions.ts'
import { Button } from '../../ui/button.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { useWords } from '../conversations/use-words.ts'
import { Part } from './part.tsx'

/** The number both people see, to compare aloud or by camera, and the switch that says it was done. */
export function SafetySection({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  const { id, title, trust } = conversation
  const [number, setNumber] = useState<SafetyNumber | ErrorData | null>(null)
  useEffect(() => {
    let current = true
    safetyNumber(id).then(
      (found) => current && setNumber(found),
      (thrown: unknown) => current && setNumber(toErrorData(thrown)),
    )
    return () => {
      current = false
    }
  }, [id])
  const verified = trust === 'verified'
  if (number === null)
    return (
      <Part title={t('person.safety')}>
        <div className="cv-safety" />
      </Part>
    )
  if ('code' in number)
    return (
      <Part title={t('person.safety')}>
        <p>{t('person.safetyOffline')}</p>
      </Part>
    )
  return (
    <Part title={t('person.safety')} hint={t('person.safetyHint', { name: title })}>
      <div className="cv-safety" data-testid="safety-number">
        <p className="cv-digits">
          {(number.digits.match(/\d{5}/g) ?? []).map((group, i) => (
            <span key={`${i}${group}`}>{group}</span>
          ))}
        </p>
        <QrCode value={number.qr} label={t('person.qr')} size={132} />
      </div>
      <div className="cv-verify">
        <span data-verified={verified}>
          {verified ? <BadgeCheck size={16} aria-hidden="true" /> : null}
          {t(verified ? 'person.verified' : 'person.notVerified')}
        </span>
        <Button size="small" variant={verified ? 'secondary' : 'primary'} data-testid="verify" onClick={() => void verify(id, !verified)}>
          {t(verified ? 'person.unverify' : 'person.verify')}
        </Button>
      </div>
    </Part>
  )
}
