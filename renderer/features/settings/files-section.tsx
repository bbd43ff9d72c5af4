import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toErrorData } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/model/settings.ts'
import { getApi } from '../../api.ts'
import { sizeWords } from '../../i18n/numbers.ts'
import { toastError } from '../../state/toasts-store.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { Fact, Group } from './group.tsx'
import { updateSettings } from './update-settings.ts'

const mega = 1024 * 1024
const sizes = [1, 5, 20, 100, 1_000].map((size) => size * mega)

/** The folder is chosen in the system's own dialog: the page names no path. */
const chooseFolder = () =>
  getApi()
    .call('window.chooseDownloads', {})
    .catch((thrown: unknown) => toastError(toErrorData(thrown)))

const showFolder = () =>
  getApi()
    .call('window.showDownloads', {})
    .catch((thrown: unknown) => toastError(toErrorData(thrown)))

/** The path, as the shell knows it: nobody chose one when the settings name none. null: not asked yet. */
function useDownloads(chosen: string | null): string | null {
  const [path, setPath] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another path
  useEffect(() => {
    let isHere = true
    getApi()
      .call('window.whereDownloads', {})
      .then(
        (found) => isHere && setPath(found.path),
        () => {},
      )
    return () => {
      isHere = false
    }
  }, [chosen])
  return path
}

export function FilesSection({ settings }: { readonly settings: Settings }) {
  const { t, i18n } = useTranslation('app')
  const { takeUpTo, downloads } = settings
  const known = [...new Set([...sizes, takeUpTo])].filter((size) => size > 0).sort((a, b) => a - b)
  const options = [
    { value: '0', label: t('set.takeNone') },
    ...known.map((size) => ({ value: String(size), label: t('set.takeSize', { size: sizeWords(Math.round(size / mega) * 1e6, i18n.language) }) })),
  ]
  return (
    <Group>
      <Fact
        label={t('set.downloads')}
        action={
          <span className="set-fact-actions">
            <Button data-testid="show-downloads" onClick={() => void showFolder()}>
              {t('set.downloadsShow')}
            </Button>
            <Button data-testid="choose-downloads" onClick={() => void chooseFolder()}>
              {t('set.downloadsChoose')}
            </Button>
          </span>
        }
      >
        <bdi className="set-path" data-testid="downloads">
          {useDownloads(downloads) ?? t('set.downloadsSystem')}
        </bdi>
      </Fact>
      <Select
        label={t('set.take')}
        hint={t('set.takeHint')}
        value={String(takeUpTo)}
        options={options}
        onChange={(size) => void updateSettings({ takeUpTo: Number(size) })}
      />
    </Group>
  )
}
