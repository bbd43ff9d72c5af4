import { randomBytes, randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Address } from '../../../../shared/model/address.ts'
import type { PersonId } from '../../../../shared/model/person.ts'
import { closeMs, floodRefusals, pageDefault, protocolVersion, sendBufferBytes, silentMs, waitingRequests, watchesMax } from './constants.ts'
import type { Desk } from './desk.ts'
import { readRequest } from './messages.ts'
import { lookupKey, nameKey } from './names.ts'
import { readProof } from './proof.ts'
import { readRecord } from './record.ts'
import { type Challenge, closeCodes, type DirectoryAnswer, type DirectoryErrorCode, type DirectoryRequest, type SignedRecord } from './types.ts'

const openState = 1
/** No close frame came (RFC 6455). */
const noClose = 1006

type Of<T extends DirectoryRequest['type']> = Extract<DirectoryRequest, { readonly type: T }>

/** One client's WebSocket: reads what it asks, in order of arrival, and answers. Everything shared is behind the desk. */
export class Session {
  readonly name = randomUUID()
  readonly #socket: WebSocket
  readonly #desk: Desk
  readonly #observed: Address
  readonly #origin: string
  readonly #nonce = randomBytes(16).toString('base64url')
  #ids: Set<PersonId> | null = null
  #keys: Set<string> | null = null
  #record: SignedRecord | null = null
  #waiting = 0
  #refusals = 0
  #heardAt: number
  #closed = false

  constructor(socket: WebSocket, desk: Desk, observed: Address, origin: string) {
    this.#socket = socket
    this.#desk = desk
    this.#observed = observed
    this.#origin = origin
    this.#heardAt = desk.clock.monotonic()
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#heard(data, isBinary))
    socket.on('pong', () => this.#alive())
    socket.on('ping', () => this.#alive())
    socket.on('error', () => {})
    socket.on('close', (code: number) => this.#ended(code))
    const challenge: Challenge = { type: 'challenge', version: protocolVersion, nonce: this.#nonce, directory: desk.id, observed, now: desk.clock.now() }
    this.#send(JSON.stringify(challenge))
  }

  /** Whose session it is, once proved. */
  get record(): SignedRecord | null {
    return this.#record
  }

  get watched(): { readonly ids: Iterable<PersonId>; readonly keys: Iterable<string> } {
    return { ids: this.#ids ?? [], keys: this.#keys ?? [] }
  }

  /** Ends it when nothing came for too long. */
  endIfSilent(): void {
    if (this.#desk.clock.monotonic() - this.#heardAt >= silentMs) this.close(closeCodes.silent)
  }

  ping(): void {
    if (this.#socket.readyState === openState) this.#socket.ping()
  }

  push(text: string): void {
    this.#desk.counters.pushes++
    this.#send(text)
  }

  close(code: number): void {
    if (this.#closed) return
    this.#socket.close(code)
    this.#desk.clock.after(closeMs, () => this.#socket.terminate())
  }

  /** Without waiting for the other side. */
  abandon(): void {
    this.#socket.terminate()
    this.#ended(noClose)
  }

  #heard(data: Buffer, isBinary: boolean): void {
    if (this.#closed) return
    this.#alive()
    if (isBinary) return void this.close(closeCodes.protocol)
    const { request, n } = readRequest(data.toString('utf8'))
    this.#desk.counters.count('requests', request?.type ?? 'unknown')
    const retryMs = this.#waiting >= waitingRequests ? 1_000 : this.#desk.budget(this.#origin, this.#record?.id ?? null)
    if (retryMs > 0) return void this.#tooMany(n, retryMs)
    if (!request) return void this.#refuse(n, 'bad-request')
    if (request.type === 'find') return void this.#find(request)
    this.#waiting++
    this.#answer(request)
      .catch(() => this.#refuse(n, 'unavailable'))
      .finally(() => {
        this.#waiting--
      })
  }

  #alive(): void {
    this.#heardAt = this.#desk.clock.monotonic()
  }

  /** The most asked: answered at once when it is at hand, and never parsed again. */
  #find(request: Of<'find'>): void {
    const found = 'id' in request && request.id !== undefined ? this.#desk.people.byId(request.id) : this.#byName((request as { name: string }).name)
    if (found === null) return void this.#refuse(request.n, 'bad-name')
    if (typeof found === 'string') return void this.#send(`{"type":"found","n":${request.n},"person":${found}}`)
    this.#waiting++
    found
      .then(
        (json) => this.#send(`{"type":"found","n":${request.n},"person":${json}}`),
        () => this.#refuse(request.n, 'unavailable'),
      )
      .finally(() => {
        this.#waiting--
      })
  }

  #byName(name: string): string | Promise<string> | null {
    const key = lookupKey(name)
    return key === null ? null : this.#desk.people.byKey(key)
  }

  async #answer(request: Exclude<DirectoryRequest, Of<'find'>>): Promise<void> {
    switch (request.type) {
      case 'claim':
        return this.#claim(request)
      case 'update':
        return this.#update(request)
      case 'list':
        return this.#page(request, '')
      case 'search':
        return this.#page(request, nameKey(request.prefix))
      case 'watch':
        return this.#watch(request)
      case 'unwatch':
        return this.#unwatch(request)
      case 'observed':
        return this.#say({ type: 'observed', n: request.n, ...this.#observed })
      case 'dialback':
        return this.#dialBack(request)
    }
  }

  async #claim({ n, record: text, proof }: Of<'claim'>): Promise<void> {
    const { clock, id: directory } = this.#desk
    const first = this.#desk.claimBudget(this.#origin, null)
    if (first > 0) return this.#tooMany(n, first)
    await this.#desk.turns.next()
    const { record, refusal } = readRecord(text, clock.now())
    if (!record) return this.#refuse(n, refusal)
    const id = readProof(proof, { nonce: this.#nonce, directory }, clock.now())
    if (id === null) return this.#refuse(n, 'bad-proof')
    if (id !== record.id || (this.#record && this.#record.id !== id)) return this.#refuse(n, 'wrong-key')
    const retryMs = this.#desk.claimBudget(null, id)
    if (retryMs > 0) return this.#tooMany(n, retryMs)
    return this.#register(n, record)
  }

  async #update({ n, record: text }: Of<'update'>): Promise<void> {
    if (!this.#record) return this.#refuse(n, 'not-claimed')
    const retryMs = this.#desk.claimBudget(null, this.#record.id)
    if (retryMs > 0) return this.#tooMany(n, retryMs)
    await this.#desk.turns.next()
    const { record, refusal } = readRecord(text, this.#desk.clock.now())
    if (!record) return this.#refuse(n, refusal)
    if (record.id !== this.#record.id) return this.#refuse(n, 'wrong-key')
    return this.#register(n, record)
  }

  async #register(n: number, record: SignedRecord): Promise<void> {
    if (!this.#desk.admit(this, record.id)) {
      this.#refuse(n, 'too-many-sessions')
      return this.close(closeCodes.crowded)
    }
    const { person, refusal } = await this.#desk.store.claim({ record, session: this.name, now: this.#desk.clock.now() })
    if (!person) {
      if (!this.#record) this.#desk.dismiss(this, record.id)
      return this.#refuse(n, refusal)
    }
    this.#record = record
    if (this.#closed) return this.#desk.left(this)
    this.#say({ type: 'claimed', n, person })
  }

  async #page({ n, after = '', limit = pageDefault, online = false }: Of<'list'> | Of<'search'>, prefix: string): Promise<void> {
    const page = await this.#desk.store.page({ prefix, after: nameKey(after), limit, online })
    this.#say({ type: 'people', n, ...page })
  }

  async #watch({ n, ids = [], names = [] }: Of<'watch'>): Promise<void> {
    const keys = names.map(lookupKey).filter((key) => key !== null)
    if (keys.length < names.length) return this.#refuse(n, 'bad-name')
    const count = new Set([...(this.#ids ?? []), ...ids]).size + new Set([...(this.#keys ?? []), ...keys]).size
    if (count > watchesMax) return this.#refuse(n, 'too-many-watches')
    this.#ids = new Set([...(this.#ids ?? []), ...ids])
    this.#keys = new Set([...(this.#keys ?? []), ...keys])
    // First the watch, then the look: nothing that happens in between is missed.
    if (!this.#closed) this.#desk.watchers.watch(this, { ids, keys })
    const found = await Promise.all([...ids.map((id) => this.#desk.people.byId(id)), ...keys.map((key) => this.#desk.people.byKey(key))])
    const people = [...new Set(found)].filter((json) => json !== 'null')
    this.#send(`{"type":"watching","n":${n},"people":[${people.join(',')}],"count":${count}}`)
  }

  async #unwatch({ n, ids = [], names = [] }: Of<'unwatch'>): Promise<void> {
    const keys = names.map(nameKey)
    for (const id of ids) this.#ids?.delete(id)
    for (const key of keys) this.#keys?.delete(key)
    this.#desk.watchers.unwatch(this, { ids, keys })
    this.#say({ type: 'watching', n, people: [], count: (this.#ids?.size ?? 0) + (this.#keys?.size ?? 0) })
  }

  async #dialBack({ n, port }: Of<'dialback'>): Promise<void> {
    if (!this.#desk.mayDial(this.#observed.host, port)) return this.#refuse(n, 'bad-request')
    const result = await this.#desk.dialBack(this.#origin, this.#observed.host, port)
    if (typeof result === 'number') return this.#tooMany(n, result)
    this.#say({ type: 'dialback', n, ...result })
  }

  #tooMany(n: number | null, retryMs: number): void {
    this.#refuse(n, 'too-many-requests', retryMs)
    if (++this.#refusals >= floodRefusals) this.close(closeCodes.flood)
  }

  #refuse(n: number | null, code: DirectoryErrorCode, retryMs?: number): void {
    this.#desk.counters.count('refusals', code)
    this.#say({ type: 'error', n, code, ...(retryMs === undefined ? {} : { retryMs }) })
  }

  #say(answer: DirectoryAnswer): void {
    this.#send(JSON.stringify(answer))
  }

  #send(text: string): void {
    if (this.#closed || this.#socket.readyState !== openState) return
    if (this.#socket.bufferedAmount > sendBufferBytes) return void this.close(closeCodes.slow)
    this.#socket.send(text)
  }

  #ended(code: number): void {
    if (this.#closed) return
    this.#closed = true
    this.#desk.counters.count('closes', String(code))
    this.#desk.left(this)
  }
}
