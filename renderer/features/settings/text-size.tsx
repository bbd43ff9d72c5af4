import { Minus, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { updateSettings } from './update-settings.ts'

const smallest = 12
const largest = 24

/** A stepper and not a slider: the page moves with the text, a slider would slip away under the pointer. */
export function TextSize({ size }: { readonly size: number }) {
  const { t } = useTranslation('app')
  const set = (textSize: number) => void updateSettings({ textSize })
  return (
    <div className="ui-setting">
      <div className="ui-field">
        <span className="ui-label" id="text-size">
          {t('set.textSize')}
        </span>
        <span className="ui-hint">{t('set.textSizeHint')}</span>
      </div>
      <fieldset className="set-stepper" aria-labelledby="text-size">
        <IconButton
          size="small"
          label={t('set.smaller')}
          icon={<Minus size={16} aria-hidden="true" />}
          disabled={size <= smallest}
          onClick={() => set(size - 1)}
        />
        <output aria-live="polite">{t('set.textSizeValue', { size })}</output>
        <IconButton
          size="small"
          label={t('set.larger')}
          icon={<Plus size={16} aria-hidden="true" />}
          disabled={size >= largest}
          onClick={() => set(size + 1)}
        />
      </fieldset>
    </div>
  )
}
