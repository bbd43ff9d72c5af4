import { useTranslation } from 'react-i18next'
import { useApp } from '../../state/app-store.ts'
import { copyText } from '../../state/conversation-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { Fact, Group } from './group.tsx'
import { useAbout } from './use-about.ts'

export function StorageSection() {
  const { t } = useTranslation('app')
  const storage = useApp((state) => state.storage)
  const about = useAbout()
  if (!storage) return null
  const { rescued, error, waiting, protection } = storage
  return (
    <>
      {rescued ? (
        <div className="set-banner">
          <Banner tone="warning" title={t('set.rescuedTitle')}>
            {t('set.rescued', { file: rescued.keptAs, count: rescued.messages })}
          </Banner>
        </div>
      ) : null}
      <Group>
        <Fact label={t('set.state')}>
          {error ? (
            <span className="set-trouble" role="alert">
              <ErrorText error={error} />
              {waiting > 0 ? <strong>{t('status.waiting', { count: waiting })}</strong> : null}
            </span>
          ) : (
            t('set.allSaved')
          )}
        </Fact>
        <Fact label={t('set.protection')}>
          <span data-testid="protection">{t(`set.${protection}`)}</span>
        </Fact>
        {about ? (
          <div className="ui-field">
            <Fact label={t('set.folder')}>{t('set.folderHint')}</Fact>
            <CopyField value={about.dataFolder} label={t('set.copyFolder')} onCopy={copyText} />
          </div>
        ) : null}
      </Group>
    </>
  )
}
