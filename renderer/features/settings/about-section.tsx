import { useTranslation } from 'react-i18next'
import { Tree } from '../../ui/tree.tsx'
import { Fact, Group } from './group.tsx'
import { Licences } from './licences.tsx'
import { useAbout } from './use-about.ts'

export function AboutSection() {
  const { t } = useTranslation('app')
  const about = useAbout()
  const parts = about
    ? [about.electron && `Electron ${about.electron}`, about.chromium && `Chromium ${about.chromium}`, `Node ${about.node}`, about.platform]
    : []
  return (
    <>
      <Group>
        <div className="set-about">
          <span className="set-about-mark">
            <Tree size={56} />
          </span>
          <div>
            <p className="set-about-name">Palabre</p>
            <p className="ui-hint">{about ? t('set.version', { version: about.version }) : null}</p>
            <p className="ui-hint">{t('set.licence')}</p>
          </div>
        </div>
        <Fact label={t('set.builtWith')}>
          <span className="set-versions">{parts.filter(Boolean).join(' · ')}</span>
        </Fact>
      </Group>
      <Group title={t('set.licences')}>
        <Licences />
      </Group>
    </>
  )
}
