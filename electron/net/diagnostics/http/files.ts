import { close, createReadStream, read, type Stats } from 'node:fs'
import { pipeline } from 'node:stream'
import { lookup } from 'mrmime'
import { httpLimits as limits } from './constants.ts'
import { type Exchange, htmlType } from './exchange.ts'
import { type Found, listing, openInside } from './folder.ts'
import type { HotFiles } from './hot-files.ts'
import { readRange } from './range.ts'
import type { Target } from './target.ts'

const missing = 'There is no such file here.'
const index = 'index.html'

/** A file, or the listing of a folder, below `root`. */
export function answerFile(exchange: Exchange, root: string, target: Target, hot: HotFiles): void {
  hot.find(target.path, (found) => {
    if (found) sendKept(exchange, found.real, found.stats, found.content)
    else openAnd(exchange, root, target, hot)
  })
}

function openAnd(exchange: Exchange, root: string, target: Target, hot: HotFiles): void {
  openInside(root, target.segments, (error, found) => {
    if (error) return refuse(exchange, error)
    if (!found) return void exchange.fail(404, missing)
    if (found.stats.isFile())
      return target.folder
        ? drop(found, () => exchange.fail(404, missing))
        : sendFile(exchange, found, (content) => hot.keep(target.path, found.real, found.stats, content))
    drop(found, () => answerFolder(exchange, root, found.real, target))
  })
}

function answerFolder(exchange: Exchange, root: string, folder: string, target: Target): void {
  if (!target.folder && target.segments.length > 0) {
    const location = `/${target.segments.map(encodeURIComponent).join('/')}/`
    return void exchange.send(301, htmlType, '', ['Location', location])
  }
  openInside(root, [...target.segments, index], (_error, found) => {
    if (found?.stats.isFile()) return void sendFile(exchange, found, () => {})
    const list = () =>
      void listing(root, folder).then(
        (html) => exchange.send(200, htmlType, html),
        (thrown) => refuse(exchange, thrown),
      )
    if (found) drop(found, list)
    else list()
  })
}

function refuse(exchange: Exchange, error: NodeJS.ErrnoException): void {
  if (error.code === 'EACCES' || error.code === 'EPERM') exchange.fail(403, 'This file may not be read.')
  else exchange.broken(error)
}

function drop({ fd }: Found, then: () => void): void {
  close(fd, then)
}

/** The extension decides; text is taken for UTF-8, which is what it is today. */
export function typeOf(path: string): string {
  const type = lookup(path.slice(path.lastIndexOf('.') + 1)) ?? 'application/octet-stream'
  return /^text\/|^application\/(javascript|json|xml)$|\+(xml|json)$/.test(type) ? `${type}; charset=utf-8` : type
}

interface Judged {
  readonly status: 200 | 206 | 304 | 416
  readonly start: number
  readonly length: number
  readonly headers: readonly string[]
}

/** What this request is to get of the file, before a byte of it is read. */
function judge({ request: { headers, method } }: Exchange, { size, mtimeMs, mtime, ino }: Stats): Judged {
  const etag = `"${size.toString(36)}-${Math.floor(mtimeMs * 1_000).toString(36)}-${ino.toString(36)}"`
  const changed = mtime.toUTCString()
  const common = ['ETag', etag, 'Last-Modified', changed, 'Accept-Ranges', 'bytes', 'Cache-Control', 'no-cache']
  if (isFresh(headers, etag, mtimeMs)) return { status: 304, start: 0, length: 0, headers: common }
  const sameFile = headers['if-range'] === undefined || headers['if-range'] === etag || headers['if-range'] === changed
  const range = readRange(sameFile && method === 'GET' ? headers.range : undefined, size)
  if (range.type === 'refused') return { status: 416, start: 0, length: 0, headers: ['Content-Range', `bytes */${size}`] }
  if (range.type === 'whole') return { status: 200, start: 0, length: size, headers: common }
  const part = ['Content-Range', `bytes ${range.start}-${range.end}/${size}`]
  return { status: 206, start: range.start, length: range.end - range.start + 1, headers: [...common, ...part] }
}

/** true: answered without the file's bytes. */
function answeredByHeaders(exchange: Exchange, { status, length, headers }: Judged, real: string): boolean {
  if (status === 304) exchange.response.writeHead(304, [...headers]).end()
  else if (status === 416) exchange.fail(416, 'The file does not have these bytes, or too many ranges are asked for at once.', headers)
  else if (exchange.isHead || length === 0) {
    exchange.head(status, typeOf(real), length, headers)
    exchange.response.end()
  } else return false
  return true
}

function sendKept(exchange: Exchange, real: string, stats: Stats, content: Buffer): void {
  const judged = judge(exchange, stats)
  if (answeredByHeaders(exchange, judged, real)) return
  exchange.send(judged.status, typeOf(real), content.subarray(judged.start, judged.start + judged.length), judged.headers)
}

function sendFile(exchange: Exchange, found: Found, keep: (content: Buffer) => void): void {
  const { stats, real, fd } = found
  const judged = judge(exchange, stats)
  const { status, start, length, headers } = judged
  if (exchange.isHead || length === 0) return void drop(found, () => void answeredByHeaders(exchange, judged, real))
  const type = typeOf(real)
  if (length > limits.wholeFile) return void stream(exchange, fd, start, length, () => exchange.head(status, type, length, headers))
  const buffer = Buffer.allocUnsafeSlow(length)
  readAll(fd, buffer, start, (error, got) =>
    drop(found, () => {
      if (error) return void exchange.broken(error)
      if (got < length && status === 206) return void exchange.broken(new Error('changed'))
      if (status === 200 && got === length) keep(buffer)
      exchange.send(status, type, got < length ? buffer.subarray(0, got) : buffer, headers)
    }),
  )
}

function isFresh({ 'if-none-match': tags, 'if-modified-since': since }: NodeJS.Dict<string | string[]>, etag: string, changedMs: number): boolean {
  if (typeof tags === 'string') return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  return typeof since === 'string' && Math.floor(changedMs / 1_000) * 1_000 <= Date.parse(since)
}

/** Until full, or the end of a file that became shorter. */
function readAll(fd: number, buffer: Buffer, position: number, done: (error: Error | null, got: number) => void, got = 0): void {
  read(fd, buffer, got, buffer.length - got, position + got, (error, count) => {
    if (error || count === 0 || got + count === buffer.length) done(error, got + count)
    else readAll(fd, buffer, position, done, got + count)
  })
}

/** In pieces, never more of them in memory than the connection takes. Cut off short, the answer must not look whole: the connection ends. */
function stream(exchange: Exchange, fd: number, start: number, length: number, head: () => void): void {
  const file = createReadStream('', { fd, start, end: start + length - 1, highWaterMark: limits.wholeFile })
  let sent = 0
  file.on('data', (piece) => {
    sent += piece.length
    exchange.bytes += piece.length
  })
  file.once('end', () => {
    if (sent < length) exchange.response.destroy()
  })
  head()
  pipeline(file, exchange.response, (error) => {
    if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') exchange.cause = error.code ?? error.name
  })
}
