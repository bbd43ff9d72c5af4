import { ArrowLeft, Binary, Download, Lock, RefreshCw } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { checkUtf8, decodeLatin1, decodeUtf8, parseBytes, toHex } from '../../../../shared/bytes/index.ts'
import { type Address, formatAddress } from '../../../../shared/model/address.ts'
import type { WirePiece, WireSocket } from '../../../../shared/model/wire.ts'
import { sizeWords } from '../../../i18n/numbers.ts'
import { exportWire, record, traffic, watchWire } from '../../../state/wire-actions.ts'
import { useWire } from '../../../state/wire-store.ts'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Segmented } from '../../../ui/segmented.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { showBytes } from '../../shell/show-diagnostics.ts'
import { visibleText } from '../bytes/signs.ts'
import { secondsWords } from '../number-words.ts'
import { ScrollBox } from '../runs/scroll-box.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import './wire.css'

/** Whose traffic is shown: one socket's, all (null), or nobody's. */
type Shown = number | null | 'none'

/** Every socket of the app, and what passes when recording is on. */
export function WirePage() {
  const { t, locale } = useDiagWords()
  const { recording } = useWire()
  const [shown, setShown] = useState<Shown>('none')
  useEffect(watchWire, [])
  return (
    <>
      <section className="dg-sheet">
        <Switch label={t('wire.record')} hint={t('wire.recordHint')} checked={recording.on} onChange={(on) => void record(on)} />
        {recording.pieces > 0 ? (
          <div className="dg-row">
            <p className="ui-hint" data-testid="recorded">
              {t('wire.recorded', { count: recording.pieces, size: sizeWords(recording.bytes, locale) })}
              {recording.dropped > 0 ? ` · ${t('wire.dropped', { count: recording.dropped })}` : ''}
            </p>
            <span className="dg-space" />
            {shown === null ? null : (
              <Button size="small" onClick={() => setShown(null)} data-testid="traffic-all">
                {t('wire.all')}
              </Button>
            )}
            <Export socket={null} />
          </div>
        ) : null}
      </section>
      {shown === 'none' ? <Sockets onShow={setShown} /> : <Traffic key={shown} socket={shown} onBack={() => setShown('none')} />}
    </>
  )
}

function Export({ socket }: { readonly socket: number | null }) {
  const { t } = useDiagWords()
  const [file, setFile] = useState<string | null>(null)
  const save = async () => {
    const saved = await exportWire(socket)
    if (saved?.file) setFile(saved.file)
  }
  return (
    <>
      <Button size="small" onClick={() => void save()} data-testid="wire-export">
        <Download size={16} aria-hidden="true" /> {t(socket === null ? 'wire.exportAll' : 'wire.export')}
      </Button>
      <span className="ui-hint" role="status">
        {file === null ? '' : t('wire.exported', { file })}
      </span>
    </>
  )
}

function Sockets({ onShow }: { readonly onShow: (socket: number) => void }) {
  const { t, locale } = useDiagWords()
  const sockets = useWire((state) => state.sockets)
  const sorted = [...sockets].sort((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null) || b.id - a.id)
  if (sockets.length === 0) return <p className="dg-sheet ui-hint">{t('wire.none')}</p>
  return (
    <div className="dg-sheet">
      <h2>{t('wire.sockets')}</h2>
      <ScrollBox label={t('wire.sockets')}>
        <table className="dg-table dg-sockets" data-testid="sockets">
          <thead>
            <tr>
              <th scope="col">{t('wire.what')}</th>
              <th scope="col">{t('wire.local')}</th>
              <th scope="col">{t('wire.remote')}</th>
              <th scope="col">{t('wire.stateName')}</th>
              <th scope="col">{t('server.in')}</th>
              <th scope="col">{t('server.out')}</th>
              <th scope="col">{t('wire.traffic')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((socket) => (
              <tr key={socket.id} data-closed={socket.closedAt !== null} data-testid="socket" data-role={socket.role}>
                <td>
                  {t(`wire.role.${socket.role}`)}{' '}
                  <span className="ui-hint dg-transport">
                    {socket.transport.toUpperCase()}
                    {socket.encrypted ? <Lock size={12} role="img" aria-label={t('wire.encrypted')} /> : null}
                  </span>
                </td>
                <td>
                  <End address={socket.local} none={t('wire.notYet')} />
                </td>
                <td>
                  <End address={socket.remote} none={t(noRemote(socket))} />
                </td>
                <td>{t(`wire.state.${socket.state}`)}</td>
                <td>{sizeWords(socket.bytesIn, locale)}</td>
                <td>{sizeWords(socket.bytesOut, locale)}</td>
                <td>
                  <button
                    type="button"
                    className="dg-link"
                    aria-label={t('wire.look', { role: t(`wire.role.${socket.role}`), address: addressOf(socket) })}
                    onClick={() => onShow(socket.id)}
                  >
                    {t('run.look')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  )
}

function End({ address, none }: { readonly address: Address | null; readonly none: string }) {
  return address ? <code>{formatAddress(address)}</code> : <span className="ui-hint">{none}</span>
}

/** Whoever waits has nobody in particular at the other end. */
function noRemote({ role, transport }: WireSocket): 'wire.anyone' | 'wire.many' | 'wire.notYet' {
  if (role === 'listener' || role === 'room-server' || role === 'directory-server' || role === 'test-server') return 'wire.anyone'
  return transport === 'udp' ? 'wire.many' : 'wire.notYet'
}

function addressOf({ remote, local }: WireSocket): string {
  const address = remote ?? local
  return address ? formatAddress(address) : '—'
}

/** Bytes of one piece that are shown in the stream; all of them are in the inspector. */
const pieceMost = 2_048

/** A stream in two colours: what went out and what came in, in order. */
function Traffic({ socket, onBack }: { readonly socket: number | null; readonly onBack: () => void }) {
  const { t } = useDiagWords()
  const known = useWire((state) => state.sockets.find(({ id }) => id === socket))
  const [as, setAs] = useState<'text' | 'hex'>('text')
  const [pieces, setPieces] = useState<readonly WirePiece[]>([])
  const [hasMore, setHasMore] = useState(false)
  const [loaded, setLoaded] = useState(false)
  const load = useCallback(
    async (after: number) => {
      const page = await traffic(socket, after)
      setLoaded(true)
      if (!page) return
      setPieces((old) => (after === 0 ? page.pieces : [...old, ...page.pieces]))
      setHasMore(page.hasMore)
    },
    [socket],
  )
  useEffect(() => void load(0), [load])
  const title = known ? t('wire.look', { role: t(`wire.role.${known.role}`), address: addressOf(known) }) : t('wire.all')
  const last = pieces.at(-1)?.seq ?? 0
  return (
    <section className="dg-sheet" aria-label={title} data-testid="traffic">
      <div className="dg-row">
        <IconButton size="small" label={t('wire.back')} icon={<ArrowLeft size={16} />} onClick={onBack} />
        <h2>{title}</h2>
        <span className="dg-space" />
        <Segmented
          label={t('wire.as')}
          value={as}
          options={[
            { value: 'text', label: t('wire.text') },
            { value: 'hex', label: t('wire.hex') },
          ]}
          onChange={setAs}
        />
        <IconButton size="small" label={t('wire.refresh')} icon={<RefreshCw size={16} />} onClick={() => void load(0)} />
        {socket !== null && pieces.length > 0 ? <Export socket={socket} /> : null}
      </div>
      {pieces.length === 0 && loaded ? <p className="ui-hint">{t('wire.trafficNone')}</p> : null}
      <ol className="dg-stream">
        {pieces.map((piece) => (
          <Piece key={piece.seq} piece={piece} as={as} startedAt={pieces[0]?.at ?? piece.at} />
        ))}
      </ol>
      {hasMore ? (
        <div>
          <Button size="small" onClick={() => void load(last)}>
            {t('wire.more')}
          </Button>
        </div>
      ) : null}
    </section>
  )
}

function Piece({ piece, as, startedAt }: { readonly piece: WirePiece; readonly as: 'text' | 'hex'; readonly startedAt: number }) {
  const { t, locale } = useDiagWords()
  const parsed = parseBytes(piece.base64, 'base64')
  const bytes = (parsed.ok ? parsed.bytes : new Uint8Array()).subarray(0, pieceMost)
  const text = as === 'hex' ? toHex(bytes, ' ') : visibleText(checkUtf8(bytes).valid ? decodeUtf8(bytes) : decodeLatin1(bytes))
  return (
    <li className="dg-piece" data-direction={piece.direction}>
      <span className="dg-piece-head">
        {piece.direction === 'out' ? '→' : '←'} {t(`wire.${piece.direction}`)} · {secondsWords(piece.at - startedAt, locale)} ·{' '}
        {bytes.length < piece.bytes ? t('wire.cut', { shown: bytes.length, all: piece.bytes }) : sizeWords(piece.bytes, locale)}
        {piece.peer ? ` · ${formatAddress(piece.peer)}` : ''}
        <IconButton
          size="small"
          label={`${t('run.bytes')} (${piece.seq})`}
          icon={<Binary size={14} />}
          onClick={() => showBytes({ notation: 'base64', text: piece.base64, origin: t('wire.traffic') })}
        />
      </span>
      <pre>{text}</pre>
    </li>
  )
}
