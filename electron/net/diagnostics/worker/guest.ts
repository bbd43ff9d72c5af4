import type { MessagePort } from 'node:worker_threads'
import { toErrorData } from '../../../../shared/errors.ts'
import type { RunDigest } from '../../../../shared/model/runs.ts'
import type { WireSocket } from '../../../../shared/model/wire.ts'
import { Engine } from '../engine/index.ts'
import { WireRegistry } from '../wire/index.ts'
import type { Ask, Calls, Said, ThreadData, Told } from './messages.ts'
import { Outbox } from './outbox.ts'

/** The thread of the diagnostics: an engine and the sockets of its tests, asked and telling over one port. */
export function serveDiagnostics(port: MessagePort, { idsAfter }: ThreadData): void {
  const say = (said: Said) => port.postMessage(said)
  const outbox = new Outbox<Told>((told) => say({ type: 'told', told }))
  const engine = new Engine({
    onRun: (run) => outbox.add({ type: 'run', run }),
    onProgress: (progress) => outbox.add({ type: 'progress', progress }),
    onEnd: (run, digest) => outbox.add({ type: 'end', run, digest }),
  })
  const registry = new WireRegistry({ idsAfter, parity: 1, dialled: 'test-client' })
  registry.complete = (sockets) => {
    const running = engine.running()
    return sockets.map((socket) => ({ ...socket, runId: runOf(socket, running) }))
  }
  registry.onChange = (wire) => outbox.add({ type: 'wire', wire })
  const calls: Calls = {
    start: (test) => engine.start(test),
    stop: (runId) => engine.stop(runId),
    kick: (runId, number) => engine.kick(runId, number),
    run: (runId) => engine.run(runId),
    running: () => engine.running(),
    bytes: (runId, seq) => engine.bytes(runId, seq),
    forget: (runId) => engine.forget(runId),
    sockets: () => registry.sockets,
    recording: () => registry.recording,
    watch: (on) => registry.watch(on),
    record: (on) => registry.record(on),
    pieces: (socket, after, most, mostBytes) => registry.pieces(socket, after, most, mostBytes),
    async close() {
      await engine.close()
      registry.stop()
    },
  }
  const answer = async ({ id, name, args }: Ask) => {
    try {
      const value: unknown = await (calls[name] as (...args: readonly unknown[]) => unknown)(...args)
      // What was told before the answer is told before it.
      outbox.flush()
      say({ type: 'answer', id, value })
    } catch (thrown) {
      say({ type: 'refusal', id, error: toErrorData(thrown) })
    }
  }
  port.on('message', (ask: Ask) => void answer(ask))
}

/** The test or server that a socket belongs to, by its addresses. */
function runOf({ role, transport, local, remote }: WireSocket, running: readonly RunDigest[]): string | null {
  const found = running.find((run) => {
    const udp = run.kind.startsWith('udp') || run.kind === 'mtu' || run.kind.startsWith('throughput')
    if (!(transport === 'udp' ? udp : !run.kind.startsWith('udp') && run.kind !== 'mtu')) return false
    if (role !== 'test-client') return 'address' in run.summary && run.summary.address?.port === local?.port
    return 'port' in run.options && !run.kind.endsWith('-server') && run.options.port === remote?.port
  })
  return found?.id ?? null
}
