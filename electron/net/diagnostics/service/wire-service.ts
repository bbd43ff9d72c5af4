import { wireLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import type { DiagnosticCommands } from '../../../../shared/ipc/contract.ts'
import type { WireChange, WirePiece, WireRecording, WireState } from '../../../../shared/model/wire.ts'
import { type Piece, pcapng, timeOf, type WireRegistry } from '../wire/index.ts'
import type { DiagnosticsThread } from '../worker/index.ts'

/** Of a capture, written at once. */
const pieceBytes = 256 * 1024

interface WireDeps {
  readonly here: WireRegistry
  readonly thread: DiagnosticsThread
  readonly save: (suggested: string, chunks: Iterable<Uint8Array>) => Promise<string | null>
  readonly tell: (change: WireChange) => void
}

type WireCommands = { readonly [C in Extract<keyof DiagnosticCommands, `wire.${string}`>]: DiagnosticCommands[C] }

/** The sockets of both threads as one list, and what passed through them as one stream. */
export class WireService {
  readonly commands: WireCommands
  readonly #deps: WireDeps
  #watching = false
  #recording = false
  /** As the thread told last. */
  #heardThere: WireRecording | null = null

  constructor(deps: WireDeps) {
    this.#deps = deps
    const { here } = deps
    here.onChange = (change) => deps.tell({ ...change, recording: sum(change.recording, this.#heardThere) })
    this.commands = {
      'wire.sockets': () => this.#state(),
      'wire.watch': async ({ on }) => {
        this.#watching = on
        here.watch(on)
        await this.#there()?.watch(on)
        return this.#state()
      },
      'wire.record': async ({ on }) => {
        this.#recording = on
        here.record(on)
        // With recording on the thread begins, so that tests are heard from their first byte.
        if (on) await deps.thread.calls.record(true)
        else await this.#there()?.record(false)
        return this.#recordingNow()
      },
      'wire.traffic': async ({ socket, after, limit }) => {
        const pieces = await this.#pieces(socket, after, limit + 1, limits.pageBytes)
        return { pieces: pieces.slice(0, limit).map(pieceOf), hasMore: pieces.length > limit || isCutByBytes(pieces) }
      },
      'wire.export': async ({ socket }) => {
        const { sockets } = await this.#state()
        const pieces = await this.#pieces(socket, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
        const day = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
        return { file: await deps.save(`Palabre - ${day}.pcapng`, inLargePieces(pcapng(sockets, pieces))) }
      },
    }
  }

  /** A new thread does what the last one was told. */
  threadBegan(): void {
    this.#heardThere = null
    const { calls } = this.#deps.thread
    const ignore = () => {}
    if (this.#watching) calls.watch(true).catch(ignore)
    if (this.#recording) calls.record(true).catch(ignore)
  }

  toldByThread(change: WireChange): void {
    this.#heardThere = change.recording
    this.#deps.tell({ ...change, recording: sum(this.#deps.here.recording, change.recording) })
  }

  #there() {
    return this.#deps.thread.isRunning ? this.#deps.thread.calls : null
  }

  async #state(): Promise<WireState> {
    const there = (await this.#there()?.sockets()) ?? []
    return { sockets: [...this.#deps.here.sockets, ...there], recording: await this.#recordingNow() }
  }

  async #recordingNow(): Promise<WireRecording> {
    const [here, there] = [this.#deps.here.recording, await this.#there()?.recording()]
    return sum(here, there ?? null)
  }

  async #pieces(socket: number | null, after: number, most: number, mostBytes: number): Promise<readonly Piece[]> {
    const there = (await this.#there()?.pieces(socket, after, most, mostBytes)) ?? []
    const both = [...this.#deps.here.pieces(socket, after, most, mostBytes), ...there].sort((a, b) => a.seq - b.seq)
    const page: Piece[] = []
    let bytes = 0
    for (const piece of both) {
      bytes += piece.bytes.length
      if (page.length >= most || (bytes > mostBytes && page.length > 0)) break
      page.push(piece)
    }
    return page
  }
}

const sum = (here: WireRecording, there: WireRecording | null): WireRecording =>
  there ? { ...here, pieces: here.pieces + there.pieces, bytes: here.bytes + there.bytes, dropped: here.dropped + there.dropped } : here

/** A write for each packet would be many. */
function* inLargePieces(packets: Iterable<Buffer>): Generator<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for (const packet of packets) {
    waiting.push(packet)
    bytes += packet.length
    if (bytes < pieceBytes) continue
    yield Buffer.concat(waiting)
    waiting = []
    bytes = 0
  }
  yield Buffer.concat(waiting)
}

/** A page is shorter than asked where its bytes are many: then more may follow. */
const isCutByBytes = (pieces: readonly Piece[]): boolean => pieces.reduce((sum, { bytes }) => sum + bytes.length, 0) > limits.pageBytes - limits.pieceBytes

function pieceOf(piece: Piece): WirePiece {
  const { seq, socket, direction, bytes, whole, peer } = piece
  return { seq, socket, direction, at: timeOf(piece), base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'), bytes: whole, peer }
}
