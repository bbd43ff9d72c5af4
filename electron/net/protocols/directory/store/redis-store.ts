import { randomBytes } from 'node:crypto'
import { createClient } from '@redis/client'
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../../../shared/errors.ts'
import type { PersonId } from '../../../../../shared/model/person.ts'
import type { Clock, Logger } from '../../../core/types.ts'
import { beatMs, deadMs, reapBatch, redisSilentMs, reservedMs, sharedFreshMs, storeQueueMax, sweepMs } from '../constants.ts'
import { nameKey, nameLooks } from '../names.ts'
import type { DirectoryPerson } from '../types.ts'
import { beatScript, claimScript, findScript, leaveScript, pageScript, reapScript, type Script, sweepScript } from './redis-scripts.ts'
import type { Change, Claim, ClaimRefusal, ClaimResult, DirectoryStore, Page, PageQuery, StoreListener } from './types.ts'

type Told = readonly [id: string, name: string, key: string, online: number, seen: string, record: string]

const channel = 'palabre:changes'
const longestWaitMs = 2_000

/**
 * Several directory processes, one community. Every rule is a Lua script, so it is atomic across them; changes travel by publish and
 * subscribe; each process says every `beatMs` that it lives, and the others take the sessions of a dead one away.
 */
export class RedisStore implements DirectoryStore {
  readonly freshMs = sharedFreshMs
  readonly #client: ReturnType<typeof clientFor>
  readonly #subscriber: ReturnType<typeof clientFor>
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #process = randomBytes(9).toString('base64url')
  readonly #stops = new Set<() => void>()
  #listener: StoreListener | null = null
  #trouble: ErrorCode | null = null
  #wasAway = false
  #closed = false

  private constructor(url: string, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = clock
    this.#logger = logger
    this.#client = clientFor(url)
    this.#subscriber = clientFor(url)
    this.#client.on('error', (error: Error) => this.#away(error))
    this.#client.on('ready', () => void this.#back())
    this.#subscriber.on('error', (error: Error) => this.#away(error))
    this.#subscriber.on('ready', () => void this.#back())
  }

  /** Throws `AppError` store-failed when Redis is not there; later on it waits for it. */
  static async open(url: string, needs: { readonly clock: Clock; readonly logger: Logger }): Promise<RedisStore> {
    const store = new RedisStore(url, needs)
    try {
      await store.#start()
      return store
    } catch (error) {
      await store.close()
      throw new AppError('store-failed', { cause: codeOf(error) }, { cause: error })
    }
  }

  get trouble(): ErrorCode | null {
    return this.#trouble
  }

  listen(listener: StoreListener): void {
    this.#listener = listener
  }

  async claim({ record, session, now }: Claim): Promise<ClaimResult> {
    const looks = nameLooks(record.name).join('\n')
    const names = [record.id, record.name, nameKey(record.name), looks]
    const answer = await this.#run(claimScript, [...names, String(record.seq), record.text, String(now), String(now - reservedMs), this.#process, session])
    const [refusal, told] = answer as [ClaimRefusal | '', Told]
    return refusal === '' ? { person: personOf(told), refusal: null } : { person: null, refusal }
  }

  async leave(id: PersonId, session: string, now: number): Promise<void> {
    // While Redis is away: this process is taken for dead, or counts its sessions anew when it is back.
    await this.#run(leaveScript, [id, String(now), this.#process, session]).catch(() => {})
  }

  async byKey(key: string): Promise<DirectoryPerson | null> {
    return this.#find('key', key)
  }

  async byId(id: PersonId): Promise<DirectoryPerson | null> {
    return this.#find('id', id)
  }

  async page({ prefix, after, limit, online }: PageQuery): Promise<Page> {
    const from = after !== '' && after >= prefix ? `(${after}` : `[${prefix}`
    const to = prefix === '' ? '+' : `(${prefix}\u{10ffff}`
    const answer = await this.#run(pageScript, [online ? 'online' : 'names', from, to, String(limit), String(this.#clock.now() - reservedMs)])
    const [people, next] = answer as [Told[], string]
    return { people: people.map(personOf), next: next === '' ? null : next }
  }

  async counts(): Promise<{ readonly people: number; readonly online: number }> {
    const [people, online] = await Promise.all(['names', 'online'].map((set) => this.#send(['ZCARD', `palabre:${set}`])))
    return { people: Number(people), online: Number(online) }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const stop of this.#stops) stop()
    this.#stops.clear()
    if (this.#client.isReady) await this.#expire().catch(() => {})
    for (const client of [this.#client, this.#subscriber]) if (client.isOpen) client.destroy()
  }

  async #start(): Promise<void> {
    // The first failure ends it; from then on the clients dial again by themselves.
    const failed = new Promise<never>((_, reject) => {
      for (const client of [this.#client, this.#subscriber]) client.once('error', reject)
    })
    failed.catch(() => {})
    await Promise.race([Promise.all([this.#client.connect(), this.#subscriber.connect()]), failed])
    await this.#subscriber.subscribe(channel, (message) => this.#told(message))
    await this.#beat()
    this.#every(beatMs, () => void this.#alive())
    this.#every(sweepMs, () => void this.#sweep().catch(() => {}))
    await this.#sweep()
  }

  async #alive(): Promise<void> {
    if (this.#wasAway) return this.#back()
    await this.#beat().catch((error: unknown) => this.#away(error))
  }

  /** Those of a process that stops in order become offline now. */
  async #expire(): Promise<void> {
    await this.#send(['DEL', `palabre:process:${this.#process}`])
    await this.#reap()
  }

  async #beat(): Promise<void> {
    const known = await this.#run(beatScript, [this.#process, String(deadMs)])
    await this.#reap()
    if (known === 0 && this.#listener) this.#listener.onReset()
  }

  async #reap(): Promise<void> {
    while (Number(await this.#run(reapScript, [String(this.#clock.now()), String(reapBatch)])) > 0);
  }

  async #sweep(): Promise<void> {
    const batch = 500
    while (Number(await this.#run(sweepScript, [String(this.#clock.now() - reservedMs), String(batch)])) === batch);
  }

  async #find(by: 'key' | 'id', which: string): Promise<DirectoryPerson | null> {
    const told = await this.#run(findScript, [by, which, String(this.#clock.now() - reservedMs)])
    return told === null ? null : personOf(told as Told)
  }

  async #run({ sha, text }: Script, args: readonly string[]): Promise<unknown> {
    try {
      return await this.#client.sendCommand(['EVALSHA', sha, '0', ...args])
    } catch (error) {
      if (!String((error as Error).message).startsWith('NOSCRIPT')) throw this.#failed(error)
      return this.#send(['EVAL', text, '0', ...args])
    }
  }

  async #send(command: readonly string[]): Promise<unknown> {
    try {
      return await this.#client.sendCommand([...command])
    } catch (error) {
      throw this.#failed(error)
    }
  }

  #failed(error: unknown): AppError {
    return new AppError('store-failed', { cause: codeOf(error) }, { cause: error })
  }

  #told(message: string): void {
    const told = understood(message)
    if (told) this.#listener?.onChange(told)
    else this.#logger.warn('something else was published to this channel')
  }

  #away(error: unknown): void {
    if (this.#closed || this.#trouble) return
    this.#trouble = 'store-failed'
    this.#wasAway = true
    this.#logger.error('the store fails', { code: 'store-failed', cause: codeOf(error) })
  }

  /** Both connections are there again: what happened meanwhile is unknown. */
  async #back(): Promise<void> {
    if (!this.#wasAway || !this.#client.isReady || !this.#subscriber.isReady) return
    this.#wasAway = false
    try {
      await this.#beat()
    } catch (error) {
      this.#wasAway = true
      return this.#logger.warn('the store is not back yet', { cause: codeOf(error) })
    }
    this.#trouble = null
    this.#logger.info('the store works again')
    this.#listener?.onReset()
  }

  #every(ms: number, run: () => void): void {
    let cancel = () => {}
    const again = () => {
      cancel = this.#clock.after(ms, () => {
        again()
        run()
      })
    }
    again()
    this.#stops.add(() => cancel())
  }
}

function clientFor(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: storeQueueMax,
    // A Redis that hangs is silent for longer than its pings are apart.
    pingInterval: Math.floor(redisSilentMs / 3),
    socket: {
      connectTimeout: redisSilentMs,
      socketTimeout: redisSilentMs,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** Math.min(retries, 6), longestWaitMs) * (0.5 + Math.random() / 2),
    },
  })
}

function personOf([id, name, , online, seen, record]: Told): DirectoryPerson {
  return { id, name, state: online === 1 ? 'online' : 'offline', seenAt: Number(seen), record }
}

const toldSchema = z.tuple([z.tuple([z.string(), z.string(), z.string(), z.number(), z.string(), z.string()]), z.string().nullable()])

function understood(message: string): Change | null {
  try {
    const [told, released] = toldSchema.parse(JSON.parse(message))
    return { person: personOf(told), key: told[2], released }
  } catch {
    return null
  }
}

function codeOf(error: unknown): string {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown }
  return String(code ?? (name === 'Error' ? message : name) ?? 'unknown').slice(0, 200)
}
