import { useApp } from '../../../state/app-store.ts'
import { Switch } from '../../../ui/switch.tsx'
import { useDiagWords } from '../use-diag-words.ts'

/** Off: this computer alone. A server that everybody reaches is never a default. */
export function OthersSwitch({ others, onChange }: { readonly others: boolean; readonly onChange: (others: boolean) => void }) {
  const { t } = useDiagWords()
  const host = useApp((state) => state.card?.addresses[0]?.host)
  return (
    <Switch
      label={t('form.others')}
      hint={others ? t(host ? 'form.othersAt' : 'form.othersOn', { host: host ?? '' }) : t('form.othersOff')}
      checked={others}
      onChange={onChange}
    />
  )
}
