import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '../../../shared/limits.ts'
import { formatAddress, isSameAddress } from '../../../shared/model/address.ts'
import type { DirectorySetting, Settings } from '../../../shared/model/settings.ts'
import { useApp } from '../../state/app-store.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { parseAddress } from '../conversations/parse-address.ts'
import { DirectoryState } from './directory-state.tsx'
import { Group } from './group.tsx'
import { updateSettings } from './update-settings.ts'

export const directoryPort = 3100

const save = (directories: readonly DirectorySetting[]) => updateSettings({ directories: [...directories] })

/** Whom one asks where people are, in this order. */
export function DirectoriesPart({ settings: { directories } }: { readonly settings: Settings }) {
  const { t } = useTranslation('app')
  const move = (at: number, by: 1 | -1) => {
    const next = [...directories]
    next.splice(at + by, 0, ...next.splice(at, 1))
    void save(next)
  }
  return (
    <Group title={t('set.directories')}>
      <p className="ui-hint">{t('set.directoriesHint')}</p>
      {directories.length === 0 ? null : (
        <ol className="set-directories">
          {directories.map((directory, at) => {
            const address = formatAddress(directory)
            return (
              <li key={address} className="set-directory" data-testid="directory" data-address={address}>
                <div className="set-directory-head">
                  <code>{address}</code>
                  <span className="set-directory-ways">
                    {at > 0 ? (
                      <IconButton size="small" label={t('set.directoryUp', { address })} icon={<ArrowUp size={16} />} onClick={() => move(at, -1)} />
                    ) : null}
                    {at < directories.length - 1 ? (
                      <IconButton size="small" label={t('set.directoryDown', { address })} icon={<ArrowDown size={16} />} onClick={() => move(at, 1)} />
                    ) : null}
                    <IconButton
                      size="small"
                      label={t('set.directoryRemove', { address })}
                      icon={<Trash2 size={16} />}
                      onClick={() => void save(directories.filter((_, other) => other !== at))}
                    />
                  </span>
                </div>
                <State directory={directory} />
              </li>
            )
          })}
        </ol>
      )}
      {directories.length < limits.directories ? (
        <AddDirectory directories={directories} />
      ) : (
        <p className="ui-hint">{t('set.directoriesFull', { count: limits.directories })}</p>
      )}
    </Group>
  )
}

function State({ directory }: { readonly directory: DirectorySetting }) {
  const { t } = useTranslation('app')
  const status = useApp((state) => state.network.directories.find(({ address }) => isSameAddress(address, directory)))
  return status ? <DirectoryState status={status} /> : <p className="ui-hint">{t('set.directoryOff')}</p>
}

function AddDirectory({ directories }: Pick<Settings, 'directories'>) {
  const { t } = useTranslation('app')
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState<'directoryBad' | 'directoryTwice' | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const parsed = parseAddress(text, String(directoryPort))
    if (!parsed.ok) return setWrong('directoryBad')
    const { host, port } = parsed.address
    if (directories.some((d) => d.host === host && d.port === port)) return setWrong('directoryTwice')
    if (await save([...directories, { host, port, id: null }])) setText('')
  }
  return (
    <form className="set-add" onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('set.directoryAdd')}
        hint={t('set.directoryAddHint')}
        error={wrong ? t(`set.${wrong}`) : undefined}
        value={text}
        onChange={(next) => {
          setText(next)
          setWrong(null)
        }}
        maxLength={260}
        data-testid="directory-host"
      />
      <Button type="submit" data-testid="directory-add">
        {t('set.directoryAddDo')}
      </Button>
    </form>
  )
}
