import { close, createReadStream, read } from 'node:fs'
import { pipeline } from 'node:stream'
import { lookup } from 'mrmime'
import { httpLimits as limits } from './constants.ts'
import { type Exchange, htmlType } from './exchange.ts'
import { type Found, listing, openInside } from './folder.ts'
import { readRange } from './range.ts'
import type { Target } from './target.ts'

const missing = 'There is no such file here.'
const index = 'index.html'

/** A file, or the listing of a folder, below `root`. */
export function answerFile(exchange: Exchange, root: string, target: Target): void {
  openInside(root, target.segments, (error, found) => {
    if (error) return refuse(exchange, error)
    if (!found) return void exchange.fail(404, missing)
    if (found.stats.isFile()) return target.folder ? drop(found, () => exchange.fail(404, missing)) : sendFile(exchange, found)
    drop(found, () => answerFolder(exchange, root, found.real, target))
  })
}

function answerFolder(exchange: Exchange, root: string, folder: string, target: Target): void {
  if (!target.folder && target.segments.length > 0) {
    const location = `/${target.segments.map(encodeURIComponent).join('/')}/`
    return void exchange.send(301, htmlType, '', ['Location', location])
  }
  openInside(root, [...target.segments, index], (_error, found) => {
    if (found?.stats.isFile()) return sendFile(exchange, found)
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

function sendFile(exchange: Exchange, found: Found): void {
  const { stats, real, fd } = found
  const { headers } = exchange.request
  const etag = `"${stats.size.toString(36)}-${Math.floor(stats.mtimeMs * 1_000).toString(36)}-${stats.ino.toString(36)}"`
  const common = ['ETag', etag, 'Last-Modified', stats.mtime.toUTCString(), 'Accept-Ranges', 'bytes', 'Cache-Control', 'no-cache']
  if (isFresh(headers, etag, stats.mtimeMs)) return void drop(found, () => void exchange.response.writeHead(304, common).end())
  const sameFile = headers['if-range'] === undefined || headers['if-range'] === etag || headers['if-range'] === stats.mtime.toUTCString()
  const range = readRange(sameFile && exchange.request.method === 'GET' ? headers.range : undefined, stats.size)
  if (range.type === 'refused')
    return void drop(found, () =>
      exchange.fail(416, 'The file does not have these bytes, or too many ranges are asked for at once.', ['Content-Range', `bytes */${stats.size}`]),
    )
  const [start, length] = range.type === 'part' ? [range.start, range.end - range.start + 1] : [0, stats.size]
  const [status, extra] = range.type === 'part' ? [206, [...common, 'Content-Range', `bytes ${range.start}-${range.end}/${stats.size}`]] : [200, common]
  const type = typeOf(real)
  if (exchange.isHead || length === 0)
    return void drop(found, () => {
      exchange.head(status, type, length, extra)
      exchange.response.end()
    })
  if (length > limits.wholeFile) return void stream(exchange, fd, start, length, () => exchange.head(status, type, length, extra))
  const buffer = Buffer.allocUnsafe(length)
  readAll(fd, buffer, start, (error, got) =>
    drop(found, () => {
      if (error) exchange.broken(error)
      else if (got < length && range.type === 'part') exchange.broken(new Error('changed'))
      else exchange.send(status, type, got < length ? buffer.subarray(0, got) : buffer, extra)
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
