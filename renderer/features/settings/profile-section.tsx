import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../shared/model/settings.ts'
import { useApp } from '../../state/app-store.ts'
import { ColorChoice } from './color-choice.tsx'
import { Group } from './group.tsx'
import { MyCard } from './my-card.tsx'
import { NameField } from './name-field.tsx'
import { PictureChoice } from './picture-choice.tsx'
import { updateSettings } from './update-settings.ts'

export function ProfileSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const card = useApp((state) => state.card)
  return (
    <>
      <Group>
        <PictureChoice name={settings.name} color={settings.color} hint={t('set.pictureHint')} />
        <NameField name={settings.name} />
        <ColorChoice label={t('set.color')} value={settings.color} onChange={(color) => void updateSettings({ color })} />
      </Group>
      {card ? (
        <section className="set-group">
          <h2>{t('set.card')}</h2>
          <MyCard card={card} />
        </section>
      ) : null}
    </>
  )
}
