import { useTranslation } from 'react-i18next'
import { CommandPalette } from '../../ui/command-palette.tsx'
import { setPalette, usePage } from './page-store.ts'
import { usePaletteEntries } from './palette-entries.tsx'

/** Ctrl/Cmd+K: go anywhere, do anything. */
export function Palette() {
  const { t } = useTranslation('app')
  const open = usePage((state) => state.palette)
  const entries = usePaletteEntries()
  const words = { label: t('palette.label'), empty: t('palette.empty'), choose: t('palette.choose'), run: t('palette.run'), close: t('palette.close') }
  return <CommandPalette open={open} onClose={() => setPalette(false)} entries={entries} words={words} data-testid="palette" />
}
