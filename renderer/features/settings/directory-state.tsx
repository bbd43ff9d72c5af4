import { useTranslation } from 'react-i18next'
import { formatAddress } from '../../../shared/model/address.ts'
import type { DirectoryStatus } from '../../../shared/model/directory.ts'
import { formatId } from '../../../shared/model/id-text.ts'
import { decideDirectoryKey } from '../../state/people-actions.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorText } from '../../ui/error-text.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { useNow } from '../conversations/use-now.ts'
import { goToSettings } from '../shell/page-store.ts'

const dots = { connecting: 'connecting', online: 'online', waiting: 'trouble', off: 'offline', 'key-changed': 'trouble' } as const

/** Errors that another pseudonym mends. */
const aboutName: ReadonlySet<string> = new Set(['name-taken', 'name-confusable', 'bad-name'])

/** How one directory is doing, in words, and what can be done. */
export function DirectoryState({ status }: { readonly status: DirectoryStatus }) {
  const { t } = useTranslation('app')
  const { state, error, claimed, observed, nextTryAt } = status
  const refused = state === 'online' && error !== null
  return (
    <div className="set-directory-state" data-testid="directory-state" data-state={state} role="status">
      <p className="set-now-line" data-trouble={refused || state === 'waiting' || state === 'key-changed'}>
        <StatusDot status={refused ? 'trouble' : dots[state]} label="" />
        {state === 'online' ? (claimed === null ? t('set.directoryUnnamed') : t('set.directoryClaimed', { name: claimed })) : t(`set.directory-${state}`)}
        {state === 'waiting' && nextTryAt !== null ? <NextTry at={nextTryAt} /> : null}
      </p>
      {observed && state === 'online' ? <p className="ui-hint">{t('set.directoryObserved', { address: formatAddress(observed) })}</p> : null}
      {error ? (
        <p className="ui-hint">
          <ErrorText error={error} />
        </p>
      ) : null}
      {error && aboutName.has(error.code) ? (
        <Button size="small" data-testid="directory-rename" onClick={() => goToSettings('profile')}>
          {t('set.directoryRename')}
        </Button>
      ) : null}
      {state === 'key-changed' ? <Keys status={status} /> : null}
    </div>
  )
}

function NextTry({ at }: { readonly at: number }) {
  const { t } = useTranslation('app')
  const now = useNow(1_000)
  // Not read out every second.
  return <span aria-hidden="true">({t('set.nextTry', { count: Math.max(0, Math.ceil((at - now) / 1_000)) })})</span>
}

/** Both, to be compared with what whoever runs it says; keeping the old one is the safe answer. */
function Keys({ status: { address, id, offeredId } }: { readonly status: DirectoryStatus }) {
  const { t } = useTranslation('app')
  return (
    <div className="set-keys-compare">
      <dl>
        <dt>{t('set.keyKnown')}</dt>
        <dd>
          <code>{id === null ? '—' : formatId(id)}</code>
        </dd>
        <dt>{t('set.keyOffered')}</dt>
        <dd>
          <code>{offeredId === null ? '—' : formatId(offeredId)}</code>
        </dd>
      </dl>
      <div className="set-picture-ways">
        <Button size="small" variant="primary" data-testid="directory-key-refuse" onClick={() => void decideDirectoryKey(address, 'refuse')}>
          {t('set.keyRefuse')}
        </Button>
        <Button size="small" variant="danger" data-testid="directory-key-accept" onClick={() => void decideDirectoryKey(address, 'accept')}>
          {t('set.keyAccept')}
        </Button>
      </div>
    </div>
  )
}
