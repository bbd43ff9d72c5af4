import { AppError } from '../../../../shared/errors.ts'
import type { DiagnosticEvent } from '../../../../shared/events.ts'
import type { DiagnosticCommands } from '../../../../shared/ipc/contract.ts'
import type { StartArguments } from '../../../../shared/ipc/diagnostics-arguments.ts'
import { formatAddress } from '../../../../shared/model/address.ts'
import type { AnyProgress, AnyRun, RunDigest, RunView } from '../../../../shared/model/runs.ts'
import { compareRuns } from '../../../../shared/runs/compare.ts'
import type { Logger } from '../../core/types.ts'
import type { Messenger } from '../../messenger/types.ts'
import { Engine } from '../engine/index.ts'
import { reportOf } from '../report/index.ts'
import type { WireRegistry } from '../wire/index.ts'
import { DiagnosticsThread, type Told } from '../worker/index.ts'
import { failedBy } from './failed-by.ts'
import { WireService } from './wire-service.ts'

export interface DiagnosticsDeps {
  /** What it needs of the messenger around it. */
  readonly messenger: Pick<Messenger, 'examine' | 'runs' | 'tell' | 'conversationsByRemote'>
  /** Of this thread; the other one has its own. */
  readonly registry: WireRegistry
  /** The script of the thread. */
  readonly script: URL | string
  readonly logger: Logger
  readonly version: string
  /** Where a file is to be written is asked, and it is written; its name, null: cancelled. Rejects `save-failed`. */
  readonly save: (suggested: string, chunks: Iterable<string | Uint8Array>) => Promise<string | null>
  /** null: cancelled. */
  readonly chooseFolder: () => Promise<string | null>
}

export interface Diagnostics {
  readonly commands: DiagnosticCommands
  /** Of the thread's sockets; from this one's registry they come to whoever made it. */
  readonly stop: () => Promise<void>
}

/** The diagnostics of the app: tests and servers in their own thread, the doctor beside the messenger, history, reports, sockets. */
export function createDiagnostics(deps: DiagnosticsDeps): Diagnostics {
  const house = new House(deps)
  return { commands: house.commands, stop: () => house.stop() }
}

class House {
  readonly commands: DiagnosticCommands
  readonly #deps: DiagnosticsDeps
  readonly #thread: DiagnosticsThread
  /** The doctor needs the messenger's connections, so it runs where they are. */
  readonly #here: Engine
  readonly #wire: WireService
  /** Of the thread, as they were last told. */
  readonly #running = new Map<string, RunDigest>()
  /** Over, and on their way to the disk. */
  readonly #storing = new Map<string, { readonly run: AnyRun; readonly digest: RunDigest }>()
  readonly #folders = new Set<string>()

  constructor(deps: DiagnosticsDeps) {
    this.#deps = deps
    const { messenger, logger, script, registry } = deps
    this.#thread = new DiagnosticsThread({
      script,
      logger,
      onTold: (told) => this.#told(told),
      onBegin: () => this.#wire.threadBegan(),
      onCrash: () => this.#crashed(),
    })
    this.#here = new Engine({
      onRun: (run) => this.#tell({ type: 'run', run }),
      onProgress: (progress) => this.#tell({ type: 'run-progress', progress }),
      onEnd: (run, digest) => this.#keep(run, digest),
    })
    this.#wire = new WireService({ here: registry, thread: this.#thread, save: deps.save, tell: (wire) => this.#tell({ type: 'wire', wire }) })
    registry.complete = (sockets) => {
      const conversations = messenger.conversationsByRemote()
      return sockets.map((socket) => ({ ...socket, conversationId: (socket.remote && conversations.get(formatAddress(socket.remote))) ?? null }))
    }
    this.commands = {
      'diagnostics.start': ({ test }) => this.#start(test),
      'diagnostics.stop': async ({ runId }) => {
        if (this.#here.run(runId)) return this.#here.stop(runId)
        if (this.#running.has(runId)) return this.#thread.calls.stop(runId)
        return (await this.#find(runId)).digest
      },
      'diagnostics.kick': async ({ runId, number }) => {
        if (!this.#running.has(runId)) throw new AppError('unknown-run')
        return { kicked: await this.#thread.calls.kick(runId, number) }
      },
      'diagnostics.runs': ({ kind, limit }) => {
        const going = [...this.#running.values(), ...this.#here.running(), ...[...this.#storing.values()].map(({ digest }) => digest)]
        const kept = messenger.runs.list(kind, limit)
        const ids = new Set(going.map(({ id }) => id))
        const all = [...going.filter((run) => kind === null || run.kind === kind), ...kept.filter(({ id }) => !ids.has(id))]
        return all.sort((a, b) => b.startedAt - a.startedAt).slice(0, limit)
      },
      'diagnostics.run': ({ runId }) => this.#view(runId),
      'diagnostics.bytes': async ({ runId, seq }) => (this.#thread.isRunning ? this.#thread.calls.bytes(runId, seq) : { sent: null, received: null }),
      'diagnostics.forget': async ({ runId }) => {
        this.#here.forget(runId)
        if (this.#thread.isRunning) await this.#thread.calls.forget(runId)
        await messenger.runs.forget(runId)
        return null
      },
      'diagnostics.report': async (args) => ({ text: reportOf(await this.#view(args.runId), { ...args, version: deps.version }) }),
      'diagnostics.save': async (args) => {
        const view = await this.#view(args.runId)
        const day = new Date(view.run.startedAt).toISOString().slice(0, 10)
        const name = `Palabre - ${view.run.kind} - ${day}.${args.format === 'json' ? 'json' : 'md'}`
        return { file: await deps.save(name, [reportOf(view, { ...args, version: deps.version })]) }
      },
      'diagnostics.chooseFolder': async () => {
        const folder = await deps.chooseFolder()
        if (folder !== null) this.#folders.add(folder)
        return { folder }
      },
      ...this.#wire.commands,
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#here.close(), this.#thread.close()])
    // Whatever is told by now is stored before the store closes.
    await Promise.resolve()
  }

  async #start(test: StartArguments): Promise<RunDigest> {
    if (test.kind === 'doctor') {
      const { target, loadPort } = test.options
      return this.#here.begin('doctor', ({ onProgress }) => this.#deps.messenger.examine(target, loadPort, { onProgress }))
    }
    // The page may ask to serve only what the person has pointed at in the system's own dialog.
    if (test.kind === 'http-server' && test.options.folder !== null && !this.#folders.has(test.options.folder)) throw new AppError('forbidden')
    return this.#thread.calls.start(test)
  }

  async #find(runId: string): Promise<{ readonly run: AnyRun; readonly digest: RunDigest }> {
    const inThread = () => (this.#thread.isRunning ? this.#thread.calls.run(runId).catch(() => null) : null)
    const found = this.#here.run(runId) ?? (await inThread()) ?? this.#storing.get(runId) ?? this.#deps.messenger.runs.find(runId)
    if (!found) throw new AppError('unknown-run')
    return found
  }

  async #view(runId: string): Promise<RunView> {
    const { run, digest } = await this.#find(runId)
    const lastGood = this.#deps.messenger.runs.lastGood(digest.kind, digest.target, digest.startedAt)
    return { run, digest, lastGood, changes: lastGood ? compareRuns(digest, lastGood) : [] }
  }

  #told(told: Told): void {
    if (told.type === 'end') this.#keep(told.run, told.digest)
    else if (told.type === 'wire') this.#wire.toldByThread(told.wire)
    else if (told.type === 'progress') this.#progressed(told.progress)
    else {
      if (told.run.state === 'running') this.#running.set(told.run.id, told.run)
      else this.#running.delete(told.run.id)
      this.#tell(told)
    }
  }

  #progressed(progress: AnyProgress): void {
    const { runId, summary } = progress
    const known = this.#running.get(runId)
    if (known) this.#running.set(runId, { ...known, summary } as RunDigest)
    this.#tell({ type: 'run-progress', progress })
  }

  #keep(run: AnyRun, digest: RunDigest): void {
    this.#storing.set(run.id, { run, digest })
    this.#deps.messenger.runs
      .add(run, digest)
      .catch((thrown: unknown) => this.#deps.logger.warn('a run was not stored', { error: String(thrown) }))
      .finally(() => this.#storing.delete(run.id))
  }

  /** Everything that ran there has failed, and says so. */
  #crashed(): void {
    for (const digest of this.#running.values()) {
      const { run, digest: failed } = failedBy(digest, { code: 'diagnostics-crashed', details: {} }, Date.now())
      this.#keep(run, failed)
      this.#tell({ type: 'run', run: failed })
    }
    this.#running.clear()
  }

  #tell(event: DiagnosticEvent): void {
    this.#deps.messenger.tell(event)
  }
}
