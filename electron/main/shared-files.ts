import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import type { FileAddress } from '../../shared/ipc/file-url.ts'
import { limits } from '../../shared/limits.ts'
import { fileKind, mimeOf } from '../../shared/model/file-kind.ts'
import { imageSize } from '../net/core/image-size.ts'
import type { Answer } from './answer.ts'
import { headers, refuse } from './page-files.ts'

/** A picture's first bytes, in which its size must be. */
const headBytes = 256 * 1024
/** A pipe in a file's place would keep a thread of Node for good. Windows has no such flag. */
const readNow = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * What may be looked at of a file in a conversation: pictures whose header says that they are small enough, the beginning of a text, sound and film in
 * ranges. By the ending of its name here; what is none of them is not served at all. Nothing of it is written to the browser's own cache.
 */
export async function answerFile(
  find: (address: FileAddress) => Promise<string | null>,
  address: FileAddress,
  request: { readonly method: string; readonly range: string | undefined },
): Promise<Answer> {
  if (request.method !== 'GET') return refuse(403)
  const path = await find(address).catch(() => null)
  const kind = path === null ? 'other' : fileKind(basename(path))
  if (path === null || kind === 'other') return refuse(404)
  const handle = await open(path, readNow).catch(() => null)
  if (!handle) return refuse(404)
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) return await closing(handle, refuse(404))
    if (kind === 'text') return await closing(handle, await text(handle))
    if (kind === 'picture') return await picture(handle, stats.size, mimeOf(basename(path)))
    return await ranged(handle, stats.size, mimeOf(basename(path)), request.range)
  } catch {
    return closing(handle, refuse(404))
  }
}

async function closing(handle: FileHandle, response: Answer): Promise<Answer> {
  await handle.close().catch(() => {})
  return response
}

async function text(handle: FileHandle): Promise<Answer> {
  const bytes = Buffer.alloc(limits.previewTextBytes)
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
  return answer(200, bytes.subarray(0, bytesRead), { 'content-type': 'text/plain; charset=utf-8' })
}

async function picture(handle: FileHandle, size: number, type: string): Promise<Answer> {
  const head = Buffer.alloc(Math.min(headBytes, size))
  await handle.read(head, 0, head.length, 0)
  const side = imageSize(head)
  const isSmall =
    size <= limits.previewPictureBytes && side && side.width * side.height <= limits.previewPixels && Math.max(side.width, side.height) <= limits.previewSide
  if (!isSmall) return closing(handle, refuse(415))
  return answer(200, stream(handle, 0, size - 1), { 'content-type': type, 'content-length': String(size) })
}

async function ranged(handle: FileHandle, size: number, type: string, range: string | undefined): Promise<Answer> {
  const [, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/u.exec(range ?? '') ?? []
  const start = Number(from ?? 0)
  const end = Math.min(to ? Number(to) : size - 1, size - 1)
  if (start > end) return closing(handle, answer(416, null, { 'content-range': `bytes */${size}` }))
  const about = { 'content-type': type, 'accept-ranges': 'bytes', 'content-length': String(end - start + 1) }
  return from === undefined
    ? answer(200, stream(handle, 0, size - 1), about)
    : answer(206, stream(handle, start, end), { ...about, 'content-range': `bytes ${start}-${end}/${size}` })
}

/** Closes the file when it ends or is given up. */
const stream = (handle: FileHandle, start: number, end: number): Readable => handle.createReadStream({ start, end })

const answer = (status: number, body: Answer['body'], more: Readonly<Record<string, string>>): Answer => ({
  status,
  headers: { ...headers, 'cache-control': 'no-store', ...more },
  body,
})
