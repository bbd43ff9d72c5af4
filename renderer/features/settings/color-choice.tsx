import { useTranslation } from 'react-i18next'
import { profileColors } from '../../../shared/model/person.ts'
import { Swatches } from '../../ui/swatches.tsx'

export type ProfileColor = (typeof profileColors)[number]

interface ColorChoiceProps {
  readonly label: string
  readonly value: string
  readonly onChange: (color: ProfileColor) => void
}

export function ColorChoice({ label, value, onChange }: ColorChoiceProps) {
  const { t } = useTranslation('app')
  const colors = profileColors.map((color) => ({ value: color, label: t(`colors.${color}`) }))
  return <Swatches label={label} colors={colors} value={value} onChange={(color) => onChange(color as ProfileColor)} />
}
