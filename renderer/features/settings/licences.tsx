import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallAnswer } from '../../../shared/ipc/contract.ts'
import { getApi } from '../../api.ts'
import { Button } from '../../ui/button.tsx'

/** The libraries inside the product and what their authors ask; read only when someone wants to see them. */
export function Licences() {
  const { t } = useTranslation('app')
  const [licences, setLicences] = useState<CallAnswer<'app.licences'> | null>(null)
  const show = () =>
    void getApi()
      .call('app.licences', {})
      .then(setLicences, () => setLicences([]))
  if (licences === null)
    return (
      <div className="set-fact">
        <p className="ui-hint">{t('set.licencesLead')}</p>
        <Button size="small" onClick={show}>
          {t('set.licencesShow')}
        </Button>
      </div>
    )
  if (licences.length === 0) return <p className="ui-hint">{t('set.licencesNone')}</p>
  return (
    <div className="set-licences">
      {licences.map(({ name, version, licence, text }) => (
        <details key={name}>
          <summary>
            <span>{name}</span> <span className="ui-hint">{`${version} · ${licence}`}</span>
          </summary>
          <pre>{text}</pre>
        </details>
      ))}
    </div>
  )
}
