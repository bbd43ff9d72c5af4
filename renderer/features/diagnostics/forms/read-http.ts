import { askLimits as limits } from '../../../../shared/diagnostic-limits.ts'
import type { HttpForm, HttpServerForm, MtuForm, ServerForm, ThroughputForm } from '../../../state/diagnostic-forms.ts'
import { hostOf, type Read, result } from './read-echo.ts'
import { Reader } from './reader.ts'

const token = /^[!#$%&'*+.^_`|~\w-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

export function readHttp(form: HttpForm): Read<keyof HttpForm> {
  const reader = new Reader<keyof HttpForm>()
  const url = form.url.trim()
  if (!/^https?:\/\/[^\s/]\S*$/i.test(url) || url.length > limits.httpUrlCharacters || !URL.canParse(url)) reader.wrong('url', 'url')
  if (!token.test(form.method) || form.method.length > 32) reader.wrong('method', 'method')
  const headers = readHeaders(reader, form.headers)
  if (form.body.length > limits.payloadCharacters) reader.wrong('body', 'long', { most: limits.payloadCharacters })
  const repeat = reader.whole('repeat', form.repeat, 1, limits.httpRepeat)
  const timeoutMs = reader.whole('timeoutMs', form.timeoutMs, 10, limits.httpTimeoutMs)
  const { method, follow, keepAlive, insecure } = form
  const body = form.body === '' ? null : ({ type: 'text', text: form.body } as const)
  return result(reader, () => ({ kind: 'http', options: { url, method, headers, body, repeat, follow, keepAlive, timeoutMs, insecure } }))
}

/** `Name: value`, one in a line. */
function readHeaders(reader: Reader<keyof HttpForm>, text: string): [string, string][] {
  const headers: [string, string][] = []
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    if (colon < 1 || !token.test(name) || name.length > 256 || !headerValue.test(value) || value.length > limits.httpHeaderCharacters)
      reader.wrong('headers', 'header', { at: i + 1 })
    headers.push([name, value])
  })
  if (headers.length > limits.httpHeaders) reader.wrong('headers', 'number', { least: 0, most: limits.httpHeaders })
  return headers
}

export function readHttpServer(form: HttpServerForm): Read<keyof HttpServerForm> {
  const reader = new Reader<keyof HttpServerForm>()
  const port = reader.port('port', form.port, 0)
  return result(reader, () => ({ kind: 'http-server', options: { host: hostOf(form), port, folder: form.folder } }))
}

export function readThroughput(form: ThroughputForm): Read<keyof ThroughputForm> {
  const reader = new Reader<keyof ThroughputForm>()
  const options = {
    host: reader.host('host', form.host),
    port: reader.port('port', form.port),
    direction: form.direction,
    seconds: reader.whole('seconds', form.seconds, 1, limits.throughputSeconds),
    connections: reader.whole('connections', form.connections, 1, limits.throughputConnections),
  }
  return result(reader, () => ({ kind: 'throughput', options }))
}

export function readThroughputServer(form: Pick<ServerForm, 'port' | 'others'>): Read<'port' | 'others'> {
  const reader = new Reader<'port' | 'others'>()
  const port = reader.port('port', form.port, 0)
  return result(reader, () => ({ kind: 'throughput-server', options: { host: hostOf(form), port } }))
}

export function readMtu(form: MtuForm): Read<keyof MtuForm> {
  const reader = new Reader<keyof MtuForm>()
  const options = { host: reader.host('host', form.host), port: reader.port('port', form.port), most: reader.whole('most', form.most, 1, limits.datagramBytes) }
  return result(reader, () => ({ kind: 'mtu', options }))
}
