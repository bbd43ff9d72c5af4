import { parseBytes, toHex } from '../../../../shared/bytes/index.ts'
import { askLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import type { EchoForm, ServerForm } from '../../../state/diagnostic-forms.ts'
import type { StartTest } from '../../../state/run-actions.ts'
import { Reader, type Wrongs } from './reader.ts'

/** What a form asks for, or what is wrong in it. */
export type Read<Field extends string> = { readonly test: StartTest; readonly wrongs: null } | { readonly test: null; readonly wrongs: Wrongs<Field> }

export const result = <Field extends string>(reader: Reader<Field>, test: () => StartTest): Read<Field> =>
  Object.keys(reader.wrongs).length > 0 ? { test: null, wrongs: reader.wrongs } : { test: test(), wrongs: null }

type EchoField = keyof EchoForm

type Payload = Extract<StartTest, { kind: 'tcp-echo' }>['options']['payload']
type Answer = Extract<StartTest, { kind: 'tcp-echo-server' }>['options']['answer']

export function readEcho(kind: 'tcp-echo' | 'udp-echo', form: EchoForm): Read<EchoField> {
  const reader = new Reader<EchoField>()
  const one = form.mode === 'one'
  const common = {
    host: reader.host('host', form.host),
    port: reader.port('port', form.port),
    payload: one ? message(reader, form) : ({ type: 'size', bytes: reader.whole('size', form.size, 1, limits.payloadBytes) } as Payload),
    count: one ? 1 : reader.whole('count', form.count, 1, limits.probes),
    rate: one ? 1 : reader.decimal('rate', form.rate, 0.01, limits.ratePerSecond),
    replyTimeoutMs: reader.whole('timeoutMs', form.timeoutMs, 10, limits.replyTimeoutMs),
  }
  if (kind === 'udp-echo') return result(reader, () => ({ kind, options: common }))
  const clients = one ? 1 : reader.whole('clients', form.clients, 1, limits.testClients)
  const { noDelay, split, ending } = form
  return result(reader, () => ({
    kind,
    options: { ...common, clients, noDelay, split, ending, connectTimeoutMs: Math.min(common.replyTimeoutMs, 5_000), warmUp: one ? 0 : 10 },
  }))
}

function message(reader: Reader<EchoField>, { notation, message: text }: EchoForm): Payload {
  if (text === '') reader.wrong('message', 'empty')
  if (text.length > limits.payloadCharacters) reader.wrong('message', 'long', { most: limits.payloadCharacters })
  if (notation === 'text') return { type: 'text', text }
  const parsed = parseBytes(text, 'hex')
  if (!parsed.ok) reader.wrong('message', 'hex', { at: parsed.at + 1 })
  return { type: 'hex', hex: parsed.ok ? toHex(parsed.bytes) : '' }
}

export type ServerField = keyof ServerForm

export function readServer(kind: 'tcp-echo-server' | 'udp-echo-server', form: ServerForm): Read<ServerField> {
  const reader = new Reader<ServerField>()
  const common = { host: hostOf(form), port: reader.port('port', form.port, 0), answer: answer(reader, form) }
  if (kind === 'udp-echo-server') return result(reader, () => ({ kind, options: common }))
  const maxClients = reader.whole('maxClients', form.maxClients, 1, limits.clientsMax)
  const idleMs = reader.whole('idleS', form.idleS, 1, limits.idleMsMax / 1_000) * 1_000
  return result(reader, () => ({ kind, options: { ...common, once: form.once, untilFin: form.untilFin, maxClients, idleMs } }))
}

/** Every interface, or this computer alone. */
export const hostOf = ({ others }: { readonly others: boolean }): string => (others ? '::' : '127.0.0.1')

function answer(reader: Reader<ServerField>, { answer: type, answerText, delayMs }: ServerForm): Answer {
  if (type === 'prefix' || type === 'text') {
    if (answerText === '') reader.wrong('answerText', 'empty')
    if (answerText.length > limits.answerText) reader.wrong('answerText', 'long', { most: limits.answerText })
    return { type, text: answerText }
  }
  if (type === 'delay') return { type, ms: reader.whole('delayMs', delayMs, 0, limits.delayMs) }
  return { type }
}
