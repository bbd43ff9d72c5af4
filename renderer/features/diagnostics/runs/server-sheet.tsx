import type { ReactNode } from 'react'
import { type Address, formatAddress } from '../../../../shared/model/address.ts'
import type { RunDigest } from '../../../../shared/model/runs.ts'
import { useApp } from '../../../state/app-store.ts'
import { copyText } from '../../../state/conversation-actions.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { type Tile, Tiles } from './figures.tsx'
import { RunSheet } from './run-sheet.tsx'

interface ServerDigest extends Omit<RunDigest, 'options' | 'summary'> {
  readonly options: { readonly host: string }
  readonly summary: { readonly address: Address | null }
}

interface ServerSheetProps {
  readonly digest: RunDigest & ServerDigest
  /** Before its addresses, e.g. `http://`. */
  readonly scheme?: string
  readonly tiles: readonly Tile[]
  /** Said while nobody has come. */
  readonly nobody: string
  readonly isEmpty: boolean
  /** Who came. */
  readonly children: ReactNode
  readonly foot?: ReactNode
}

/** A server that answers: where it listens, what it has done, and who came. */
export function ServerSheet({ digest, scheme = '', tiles, nobody, isEmpty, children, foot }: ServerSheetProps) {
  const running = digest.state === 'running'
  return (
    <RunSheet digest={digest}>
      <Listening scheme={scheme} host={digest.options.host} port={running ? (digest.summary.address?.port ?? null) : null} />
      <Tiles tiles={tiles} />
      {isEmpty ? running ? <p className="ui-hint">{nobody}</p> : null : children}
      {foot}
    </RunSheet>
  )
}

/** Where others find it: each address that they can use. */
function Listening({ host, port, scheme }: { readonly host: string; readonly port: number | null; readonly scheme: string }) {
  const { t } = useDiagWords()
  const own = useApp((state) => state.card?.addresses)
  if (port === null) return null
  const open = host === '::' || host === '0.0.0.0'
  const hosts = open ? ['127.0.0.1', ...new Set((own ?? []).map((address) => address.host))].slice(0, 4) : [host]
  return (
    <div className="dg-listening" data-testid="server-listening" data-port={port}>
      {hosts.map((each) => (
        <CopyField key={each} value={`${scheme}${formatAddress({ host: each, port })}${scheme ? '/' : ''}`} label={t('server.copy')} onCopy={copyText} />
      ))}
      <p className="ui-hint">{t(open ? 'server.everyone' : 'server.onlyHere')}</p>
    </div>
  )
}
