import { Info, TriangleAlert } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { usePeopleWords } from '../people/use-people-words.ts'
import { updateSettings } from '../settings/update-settings.ts'
import { goToSettings } from '../shell/page-store.ts'
import type { Mend, Reason } from './why-nobody.ts'

/** Why someone might not be here, each with the button that mends it. */
export function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  const { t } = usePeopleWords()
  if (reasons.length === 0) return null
  return (
    <ul className="nb-reasons">
      {reasons.map(({ why, about, error, mend, trouble }) => {
        const Icon = trouble ? TriangleAlert : Info
        return (
          <li key={why + about} className="nb-reason" data-trouble={trouble} data-testid="reason" data-why={why}>
            <Icon size={18} aria-hidden="true" />
            <div className="nb-reason-text">
              <p>{t(`why.${why}`, { interface: about, host: about })}</p>
              {error ? (
                <p className="ui-hint">
                  <ErrorText error={error} />
                </p>
              ) : null}
            </div>
            {mend ? (
              <Button size="small" data-testid={`mend-${mend}`} onClick={() => act(mend)}>
                {t(`mend.${mend}`)}
              </Button>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

function act(mend: Mend): void {
  if (mend === 'discovery') void updateSettings({ discovery: true })
  else goToSettings('network')
}
