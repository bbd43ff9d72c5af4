import { Lock, Network, Terminal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Tree } from '../../ui/tree.tsx'

const icon = { size: 18, 'aria-hidden': true } as const

/** What Palabre is, in three lines. */
export function WelcomeSide() {
  const { t } = useTranslation('app')
  return (
    <aside className="first-side">
      <Tree size={104} />
      <p className="first-tagline">{t('onboarding.tagline')}</p>
      <ul>
        <li>
          <Network {...icon} /> {t('onboarding.point1')}
        </li>
        <li>
          <Lock {...icon} /> {t('onboarding.point2')}
        </li>
        <li>
          <Terminal {...icon} /> {t('onboarding.point3')}
        </li>
      </ul>
    </aside>
  )
}
