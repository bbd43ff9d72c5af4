import type { Socket } from 'node:net'
import { AppError } from '../../../../shared/errors.ts'
import type { Address } from '../../../../shared/model/address.ts'
import type { ThroughputOptions, ThroughputPhase, ThroughputRun, ThroughputSample, ThroughputSummary } from '../../../../shared/model/throughput.ts'
import { normaliseHost } from '../../core/addresses.ts'
import { dial } from '../../core/dial.ts'
import { errorAt } from '../../core/errors.ts'
import { distribution } from '../measure/percentiles.ts'
import { rpm } from '../measure/quality.ts'
import { Recorder, type RunHandle, type RunHooks } from '../measure/recorder.ts'
import { greeting, throughputLimits as limits } from './constants.ts'
import { directionFigures, rttsOf } from './figures.ts'
import { Lines, readLine } from './lines.ts'
import { Prober } from './prober.ts'
import { pump } from './pump.ts'

export type ThroughputHooks = RunHooks<ThroughputSample, ThroughputSummary>

/** How much goes through, and how long a datagram takes meanwhile. Throws `bad-argument`, `bad-port`; what happens later is in the run. */
export function startThroughputTest(options: ThroughputOptions, hooks: ThroughputHooks = {}): RunHandle<ThroughputRun> {
  check(options)
  const test = new Test(options, hooks)
  void test.go()
  return test.recorder
}

class Test {
  readonly recorder: Recorder<'throughput', ThroughputOptions, ThroughputSample, ThroughputSummary>
  readonly #options: ThroughputOptions
  readonly #sockets = new Set<Socket>()
  #prober: Prober | null = null
  #samples = 0
  #phase: ThroughputPhase = 'idle'
  #phaseMs = 0
  #capped = false
  /** Of the load up: handed to the system here, and counted over there. */
  #sent = 0
  #arrived = 0
  #wake: () => void = () => {}
  #isDone = false
  #ready: () => void = () => {}

  constructor(options: ThroughputOptions, hooks: ThroughputHooks) {
    this.#options = options
    const totalMs = planMs(options)
    this.recorder = new Recorder({
      kind: 'throughput',
      options,
      limits: { timeMs: totalMs + 4 * limits.answerMs, samples: Math.ceil(totalMs / 1_000) * (limits.probesPerSecond + 4) + 1_000 },
      summarise: (samples) => this.#summary(samples),
      onEnd: () => this.#end(),
      ...hooks,
    })
  }

  async go(): Promise<void> {
    const { recorder } = this
    const { host, port, direction } = this.#options
    try {
      const control = await this.#connect({ host: normaliseHost(host), port })
      const remote = { host: normaliseHost(control.remoteAddress ?? host), port }
      control.on('close', () => recorder.fail(new AppError('ECONNRESET', { host, port })))
      const { lines, token } = await greet(control, { host, port })
      lines.onLine = (line) => this.#hear(line)
      this.#prober = new Prober(remote, planMs(this.#options) / 1_000 + 1, {
        clock: recorder.clock,
        phase: () => ({ phase: this.#phase, intoMs: recorder.clock.monotonic() - this.#phaseMs }),
        since: (ms) => recorder.since(ms),
        next: () => this.#samples++,
        put: (sample) => recorder.put(sample),
      })
      await this.#stay('idle', limits.idleMs)
      if (direction !== 'down') await this.#up(control, remote, token)
      if (direction === 'both') await this.#stay('rest', limits.restMs)
      if (direction !== 'up') await this.#down(control, remote, token)
      recorder.end('complete')
    } catch (thrown) {
      recorder.fail(errorAt({ host, port }, thrown))
    }
  }

  #enter(phase: ThroughputPhase): void {
    this.#phase = phase
    this.#phaseMs = this.recorder.clock.monotonic()
    this.#isDone = false
  }

  async #stay(phase: ThroughputPhase, ms: number): Promise<void> {
    this.#enter(phase)
    await this.#sleep(ms)
  }

  /** Until then, or until the server says that it is done. */
  #sleep(ms: number): Promise<void> {
    if (!this.recorder.running) return Promise.reject(new AppError('ECONNABORTED'))
    return new Promise((fulfil) => {
      const timer = setTimeout(() => this.#wake(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = () => {}
        fulfil()
      }
      if (this.#isDone) this.#wake()
    })
  }

  async #up(control: Socket, to: Address, token: string): Promise<void> {
    const data = await this.#dataConnections(to, token)
    await this.#begin('up', control, 'UP')
    const more = () => this.#sent < limits.bytes && this.recorder.running
    const stops = data.map((socket) => pump(socket, more, (bytes) => (this.#sent += bytes)))
    await this.#sleep(this.#options.seconds * 1_000)
    for (const stop of stops) stop()
    this.#capped ||= this.#sent >= limits.bytes
    await this.#finish(control, data)
  }

  async #down(control: Socket, from: Address, token: string): Promise<void> {
    const data = await this.#dataConnections(from, token)
    const { clock } = this.recorder
    let [bytes, total] = [0, 0]
    for (const socket of data) {
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        total += chunk.length
        if (total >= limits.bytes) this.#wake()
      })
    }
    await this.#begin('down', control, `DOWN ${this.#options.seconds}`)
    let binMs = this.#phaseMs
    const bin = () => {
      const now = clock.monotonic()
      if (now - binMs >= 1) this.#bin('down', binMs - this.#phaseMs, now - binMs, bytes)
      bytes = 0
      binMs = now
    }
    const timer = setInterval(bin, limits.binMs)
    await this.#sleep(this.#options.seconds * 1_000)
    clearInterval(timer)
    bin()
    this.#capped ||= total >= limits.bytes
    await this.#finish(control, data)
  }

  /** Nothing is sent before the other side counts. */
  #begin(phase: 'up' | 'down', control: Socket, words: string): Promise<void> {
    return new Promise((fulfil, reject) => {
      const timer = setTimeout(() => reject(new AppError('no-answer', { timeoutMs: limits.answerMs })), limits.answerMs)
      this.#ready = () => {
        clearTimeout(timer)
        this.#ready = () => {}
        this.#enter(phase)
        fulfil()
      }
      control.write(`${words}\n`)
    })
  }

  /** What is still under way is thrown away: it would count for the next phase. */
  async #finish(control: Socket, data: readonly Socket[]): Promise<void> {
    if (!this.#isDone) control.write('END\n')
    for (const socket of data) {
      this.#sockets.delete(socket)
      socket.resetAndDestroy()
    }
    if (!this.#isDone) await this.#sleep(limits.answerMs)
  }

  #hear(line: string): void {
    const { word, numbers } = readLine(line) ?? { word: '', numbers: [] }
    const [fromMs = 0, ms = 0, bytes = 0] = numbers
    if (word === 'BIN' && this.#phase === 'up' && ms > 0 && ms <= limits.secondsMost * 1_000) this.#hearBin(fromMs, ms, bytes)
    else if (word === 'READY') this.#ready()
    else if (word === 'DONE') {
      this.#isDone = true
      this.#wake()
    }
  }

  /** Once all that may be sent has arrived, a second without bytes says nothing of the line. */
  #hearBin(fromMs: number, ms: number, bytes: number): void {
    const isAllSent = this.#sent >= limits.bytes
    this.#arrived += bytes
    if (!isAllSent || bytes > 0) this.#bin('up', fromMs, ms, bytes)
    if (isAllSent && (this.#arrived >= this.#sent || bytes === 0)) this.#wake()
  }

  #bin(phase: 'up' | 'down', intoPhaseMs: number, ms: number, bytes: number): void {
    const atMs = this.recorder.since(this.#phaseMs) + intoPhaseMs
    this.recorder.put({ seq: this.#samples++, type: 'bin', phase, atMs, intoPhaseMs, ms, bytes, counted: intoPhaseMs >= limits.slowStartMs - 5 })
  }

  async #connect(to: Address): Promise<Socket> {
    const socket = await dial(to)
    this.#sockets.add(socket)
    socket.allowHalfOpen = false
    socket.on('error', () => {})
    if (!this.recorder.running) socket.destroy()
    return socket
  }

  async #dataConnections(to: Address, token: string): Promise<readonly Socket[]> {
    const data = await Promise.all(Array.from({ length: this.#options.connections }, () => this.#connect(to)))
    for (const socket of data) socket.write(`DATA ${token}\n`)
    return data
  }

  #summary(samples: readonly ThroughputSample[]): ThroughputSummary {
    const idle = rttsOf(samples, 'idle')
    return {
      phase: this.#phase,
      idle: distribution(idle),
      idleUdpRpm: rpm(idle),
      up: directionFigures(samples, 'up'),
      down: directionFigures(samples, 'down'),
      probesAnswered: (this.#prober?.answered ?? 0) > 0,
      capped: this.#capped,
    }
  }

  #end(): void {
    this.#prober?.stop()
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
    this.#wake()
  }
}

/** Both know what they speak, before a byte of load is sent. */
function greet(control: Socket, at: Address): Promise<{ readonly lines: Lines; readonly token: string }> {
  return new Promise((fulfil, reject) => {
    const timer = setTimeout(() => reject(new AppError('no-answer', { ...at, timeoutMs: limits.answerMs })), limits.answerMs)
    control.on('close', () => {
      clearTimeout(timer)
      reject(new AppError('protocol-error', { ...at, problem: 'no throughput server' }))
    })
    const lines: Lines = new Lines(control, (line) => {
      clearTimeout(timer)
      const token = line.startsWith(`${greeting} `) ? /^[0-9a-f]{32}$/.exec(line.slice(greeting.length + 1))?.[0] : undefined
      if (token) fulfil({ lines, token })
      else
        reject(line === 'BUSY' ? new AppError('too-many-connections', { ...at }) : new AppError('protocol-error', { ...at, problem: 'no throughput server' }))
    })
    control.write(`${greeting}\n`)
  })
}

function planMs({ direction, seconds }: ThroughputOptions): number {
  return limits.idleMs + seconds * 1_000 * (direction === 'both' ? 2 : 1) + (direction === 'both' ? limits.restMs : 0)
}

function check({ port, seconds, connections }: ThroughputOptions): void {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AppError('bad-port', { port })
  const isFine = seconds > 0 && seconds <= limits.secondsMost && Number.isInteger(connections) && connections >= 1 && connections <= limits.connectionsMost
  if (!isFine) throw new AppError('bad-argument', { argument: 'limit' })
}
