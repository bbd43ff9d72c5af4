import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../electron/net/core/clock.ts'
import {
  bytesSource,
  checkRoom,
  FileConnection,
  fileDisk,
  finish,
  folderDisk,
  HashingSink,
  makePart,
  memoryDisk,
  modifiedOf,
  openFile,
  openFolder,
  parseManifest,
  readFolder,
} from '../../../electron/net/protocols/files/index.ts'
import type { GetRequest, Source } from '../../../electron/net/protocols/files/types.ts'
import { writeControl } from '../../../electron/net/protocols/files/wire.ts'
import { AppError } from '../../../shared/errors.ts'
import { aSmallDisk, canMount } from '../../store/helpers/small-disk.ts'
import { aFile, aFolder, ends, noise, transfer } from './harness.ts'

const content = { transfer, what: 'content' } as const
const never = new AbortController().signal
const offered = async (path: string) => {
  const stats = await stat(path)
  return { path, size: stats.size, modified: modifiedOf(stats) }
}
function counted(bytes: Buffer): { readonly source: Source; readonly read: () => number } {
  const source = bytesSource(bytes)
  let upTo = 0
  const read = (into: Buffer, at: number) => {
    upTo = Math.max(upTo, Math.min(bytes.length, at + into.length))
    return source.read(into, at)
  }
  return { source: { ...source, read }, read: () => upTo }
}
async function part(folder: string, size: number) {
  const path = await makePart(folder, 'film.mkv', 'file')
  return { path, sink: new HashingSink(await fileDisk(path, size), size) }
}

describe('a file travels over TLS', () => {
  it('whole, hashed, synced, under its name, and the sender hears how far it is', async () => {
    const [from, to] = [await aFolder(), await aFolder()]
    const bytes = noise(5_000_011)
    const source = await offered(await aFile(from, 'film.mkv', bytes))
    const { asks, served } = await ends(() => openFile(source))
    const { path, sink } = await part(to, bytes.length)
    await asks.fetch(content, sink, never)
    const saved = await finish(path, 'film.mkv', 'file')
    expect(saved).toBe(join(to, 'film.mkv'))
    expect((await readFile(saved)).equals(bytes)).toBe(true)
    expect(await readdir(to)).toEqual(['film.mkv'])
    expect(served.at(-1)).toBe(bytes.length)
  })

  it('of no bytes at all too', async () => {
    const [from, to] = [await aFolder(), await aFolder()]
    const source = await offered(await aFile(from, 'empty', Buffer.alloc(0)))
    const { asks } = await ends(() => openFile(source))
    const { path, sink } = await part(to, 0)
    await asks.fetch(content, sink, never)
    expect((await readFile(path)).length).toBe(0)
  })

  it('goes on where it stopped when what is here is its beginning, else begins anew', async () => {
    const from = await aFolder()
    const bytes = noise(3_000_000)
    const source = await offered(await aFile(from, 'film.mkv', bytes))
    for (const [there, sent] of [
      [bytes.subarray(0, 2_000_000), 1_000_000],
      [noise(2_000_000, 7), 3_000_000],
      [noise(4_000_000, 7), 3_000_000],
    ] as const) {
      const to = await aFolder()
      const { asks } = await ends(() => openFile(source))
      const { path, sink } = await part(to, bytes.length)
      await writeFile(path, there)
      const write = sink.write.bind(sink)
      let came = 0
      sink.write = (piece) => {
        came += piece.length
        write(piece)
      }
      await asks.fetch(content, sink, never)
      expect(came).toBe(sent)
      expect((await readFile(path)).equals(bytes)).toBe(true)
    }
  })

  it('several at once, both ways on one connection', async () => {
    const [from, to] = [await aFolder(), await aFolder()]
    const files = [noise(700_000, 1), noise(2_000_000, 2), noise(10, 3)]
    const sources = await Promise.all(files.map(async (bytes, index) => offered(await aFile(from, `f${index}`, bytes))))
    const ids = files.map((_, index) => `${transfer.slice(0, -1)}${index}`)
    const serve = (get: GetRequest) => openFile(sources[ids.indexOf(get.transfer)] as (typeof sources)[0])
    const { asks } = await ends(serve)
    await Promise.all(
      ids.map(async (id, index) => {
        const { path, sink } = await part(to, files[index]?.length ?? 0)
        await asks.fetch({ transfer: id, what: 'content' }, sink, never)
        expect((await readFile(path)).equals(files[index] as Buffer)).toBe(true)
      }),
    )
  })

  it('a folder: its manifest, then everything in it, dates kept, empty files too', async () => {
    const [from, to] = [await aFolder(), await aFolder()]
    await mkdir(join(from, 'a/b'), { recursive: true })
    const made: Record<string, Buffer> = {
      'a/b/deep.bin': noise(300_000),
      'a/one.txt': Buffer.from('one'),
      'empty.txt': Buffer.alloc(0),
      'z.bin': noise(5_000_000, 9),
    }
    for (const [path, bytes] of Object.entries(made)) await aFile(from, path, bytes)
    await utimes(join(from, 'z.bin'), 1_500_000_000, 1_500_000_000)
    const folder = await readFolder(from)
    const { asks } = await ends(async ({ what }) => (what === 'manifest' ? bytesSource(folder.manifest) : openFolder(folder.files)))
    const disk = memoryDisk()
    await asks.fetch({ transfer, what: 'manifest' }, new HashingSink(disk, folder.manifest.length), never)
    const files = parseManifest(disk.bytes())
    const path = await makePart(to, 'photos', 'folder')
    await asks.fetch(content, new HashingSink(folderDisk(path, files), folder.size), never)
    const saved = await finish(path, 'photos', 'folder')
    for (const [name, bytes] of Object.entries(made)) expect((await readFile(join(saved, name))).equals(bytes), name).toBe(true)
    expect((await stat(join(saved, 'z.bin'))).mtimeMs).toBe(1_500_000_000_000)
  })

  it('3,000 small files, cut in the middle and taken up again', async () => {
    const [from, to] = [await aFolder(), await aFolder()]
    for (let folder = 0; folder < 30; folder++) {
      await mkdir(join(from, `d${folder}`))
      await Promise.all(Array.from({ length: 100 }, (_, file) => writeFile(join(from, `d${folder}`, `f${file}`), `${folder}/${file}`.repeat(20))))
    }
    const folder = await readFolder(from)
    expect(folder.files.length).toBe(3_000)
    const files = parseManifest(folder.manifest)
    const path = await makePart(to, 'many', 'folder')
    const cut = await ends(async () => openFolder(folder.files))
    const sink = new HashingSink(folderDisk(path, files), folder.size)
    const broken = cut.asks.fetch(content, sink, never)
    const onWritten = sink.onWritten
    sink.onWritten = (at) => {
      onWritten(at)
      if (at > folder.size / 2) cut.streams[0].socket.destroy()
    }
    // Both are set by `fetch`; the test listens behind it.
    setTimeout(() => cut.streams[0].socket.destroy(), 300)
    await expect(broken).rejects.toMatchObject({ code: 'not-connected' })
    const again = await ends(async () => openFolder(folder.files))
    await again.asks.fetch(content, new HashingSink(folderDisk(path, files), folder.size), never)
    const saved = await finish(path, 'many', 'folder')
    for (const file of files.filter((_, index) => index % 97 === 0))
      expect(await readFile(join(saved, file.path), 'utf8')).toBe(await readFile(join(from, file.path), 'utf8'))
    expect((await readdir(saved, { recursive: true })).length).toBe(3_030)
  }, 60_000)
})

describe('somebody who asks and never reads', () => {
  /** A socket that swallows what is written to it, and what is read from it. */
  function deaf() {
    const served: number[] = []
    const socket = new Duplex({ read() {}, write() {} })
    const gives = new FileConnection({
      socket,
      clock: systemClock,
      serve: () => Promise.reject(new AppError('transfer-unknown')),
      onServed: (_, at) => void served.push(at),
      onRefused: () => {},
      onClosed: () => {},
    })
    onTestFinished(() => void socket.destroy())
    socket.push(writeControl({ type: 'hello', window: 1 }))
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
    return { socket, gives, served, turn }
  }

  it('is cut off before the answers fill the memory', async () => {
    const { socket, gives, turn } = deaf()
    for (let request = 1; request <= 10_000 && !gives.isClosed; request++) {
      socket.push(writeControl({ type: 'get', request, ...content, at: 0, hash: null }))
      await turn()
    }
    expect(gives.isClosed).toBe(true)
    expect(socket.destroyed).toBe(true)
  })

  it('keeps no socket that is closed from here', async () => {
    const { socket, gives, turn } = deaf()
    await turn()
    gives.close()
    await expect.poll(() => socket.destroyed, { timeout: 5_000 }).toBe(true)
  })

  it('says nothing of the progress of what was never given', async () => {
    const { socket, served, turn } = deaf()
    socket.push(Buffer.concat([writeControl({ type: 'get', request: 1, ...content, at: 0, hash: null }), writeControl({ type: 'have', request: 1, at: 0 })]))
    await turn()
    await turn()
    expect(served).toEqual([])
  })
})

describe('what goes wrong is seen', () => {
  it('a file that is longer or shorter than was said', async () => {
    const from = await aFolder()
    const source = await offered(await aFile(from, 'f', noise(1_000_000)))
    for (const said of [999_999, 1_000_001, 0]) {
      const { asks } = await ends(() => openFile(source))
      const { sink } = await part(await aFolder(), said)
      await expect(asks.fetch(content, sink, never)).rejects.toMatchObject({ code: 'size-mismatch' })
    }
  })

  it('a file that changes before, or while, it is sent', async () => {
    const from = await aFolder()
    const path = await aFile(from, 'f', noise(20_000_000))
    const source = await offered(path)
    const during = await ends(() => openFile(source))
    const { sink } = await part(await aFolder(), source.size)
    const broken = during.asks.fetch(content, sink, never)
    await appendFile(path, 'x')
    await expect(broken).rejects.toMatchObject({ code: 'file-changed', details: { by: 'peer' } })
    await truncate(path, source.size)
    const before = await ends(() => openFile(source))
    await expect(before.asks.fetch(content, (await part(await aFolder(), source.size)).sink, never)).rejects.toMatchObject({ code: 'file-changed' })
    expect(before.refused.map(({ code }) => code)).toEqual(['file-changed'])
  })

  it.skipIf(process.platform === 'win32')('a file in whose place a pipe is: nothing waits for it', async () => {
    const path = await aFile(await aFolder(), 'f', noise(10))
    const source = await offered(path)
    await rm(path)
    execFileSync('mkfifo', [path])
    await expect(openFile(source)).rejects.toMatchObject({ code: 'file-changed' })
  })

  it('bytes that are not those that were hashed', async () => {
    const bytes = noise(1_000_000)
    const { asks } = await ends(async () => bytesSource(bytes))
    const { sink } = await part(await aFolder(), bytes.length)
    const write = sink.write.bind(sink)
    let isFirst = true
    sink.write = (piece) => {
      if (isFirst) piece[0] = (piece[0] ?? 0) ^ 1
      isFirst = false
      write(piece)
    }
    await expect(asks.fetch(content, sink, never)).rejects.toMatchObject({ code: 'hash-mismatch' })
  })

  it('a file that is not there, and an offer that is unknown', async () => {
    const gone = await ends(() => openFile({ path: '/nonexistent/file', size: 1, modified: 1 }))
    await expect(gone.asks.fetch(content, (await part(await aFolder(), 1)).sink, never)).rejects.toMatchObject({ code: 'file-gone' })
    const unknown = await ends(() => Promise.reject(new AppError('transfer-unknown')))
    await expect(unknown.asks.fetch(content, (await part(await aFolder(), 1)).sink, never)).rejects.toMatchObject({ code: 'transfer-unknown' })
  })

  it('bytes that nobody asked for, before a hello, beyond the window: the connection ends', async () => {
    const { streams, closed } = await ends(() => new Promise(() => {}))
    streams[1].socket.write(writeControl({ type: 'hello', window: 1 }))
    await expect(closed).resolves.toMatchObject({ code: 'protocol-error' })
  })

  it('a receiver that stops: nothing more is read for it, and what is there stays', async () => {
    const bytes = noise(30_000_000)
    const { source, read } = counted(bytes)
    const { asks } = await ends(async () => source)
    const stop = new AbortController()
    const { path, sink } = await part(await aFolder(), bytes.length)
    const broken = asks.fetch(content, sink, stop.signal)
    const asked = sink.begin.bind(sink)
    sink.begin = (at) => {
      asked(at)
      setImmediate(() => stop.abort())
    }
    await expect(broken).rejects.toMatchObject({ code: 'cancelled' })
    expect((await stat(path)).size).toBeLessThan(bytes.length)
    expect(read()).toBeLessThan(bytes.length)
    expect(asks.isClosed).toBe(false)
  })

  it('a giver that changes its mind: no more is sent, whether or not the receiver stops', async () => {
    const { source, read } = counted(noise(30_000_000))
    const { asks, gives } = await ends(async () => source)
    const { sink } = await part(await aFolder(), source.size)
    const asked = sink.begin.bind(sink)
    sink.begin = (at) => {
      asked(at)
      gives.withdraw(() => false)
    }
    await expect(asks.fetch(content, sink, never)).rejects.toMatchObject({ code: 'transfer-paused' })
    expect(read()).toBeLessThan(source.size)
    expect([asks.isClosed, gives.isIdle]).toEqual([false, true])
  })

  it('a receiver whose disk takes nothing: no more than its window is sent', async () => {
    const bytes = noise(40_000_000)
    const { source, read } = counted(bytes)
    const { asks, gives } = await ends(async () => source)
    let held = 0
    const full = new Promise<void>((resolve) => {
      const slow = { ...memoryDisk(), write: () => new Promise<void>(() => {}) }
      const sink = new HashingSink(slow, bytes.length)
      const write = sink.write.bind(sink)
      sink.write = (piece) => {
        held += piece.length
        write(piece)
        if (held === 8 * 1024 * 1024) resolve()
      }
      asks.fetch(content, sink, never).catch(() => {})
    })
    await full
    await new Promise<void>((resolve) => systemClock.after(100, resolve))
    expect(held).toBe(8 * 1024 * 1024)
    expect(read()).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect(gives.isIdle).toBe(false)
  })
})

describe.runIf(canMount)('a disk that is full', () => {
  it('at 99 %: the part stays, and the file goes on once there is room', async () => {
    const [from, to] = [await aFolder(), aSmallDisk()]
    const bytes = noise(3_000_000)
    const source = await offered(await aFile(from, 'film.mkv', bytes))
    const { path, sink } = await part(to, bytes.length)
    await writeFile(join(to, 'other'), Buffer.alloc(4 * 1024 * 1024 - Math.floor(bytes.length * 0.99)))
    const full = await ends(() => openFile(source))
    await expect(full.asks.fetch(content, sink, never)).rejects.toMatchObject({ code: 'no-room' })
    expect((await stat(path)).size).toBeGreaterThan(bytes.length / 2)
    await rm(join(to, 'other'))
    const again = await ends(() => openFile(source))
    await again.asks.fetch(content, new HashingSink(await fileDisk(path, bytes.length), bytes.length), never)
    expect((await readFile(path)).equals(bytes)).toBe(true)
  })

  it('is seen before a byte is asked for', async () => {
    const to = aSmallDisk()
    await expect(checkRoom(to, 5_000_000)).rejects.toMatchObject({ code: 'no-room' })
    await expect(checkRoom(to, 1_000_000)).resolves.toBeUndefined()
  })
})

describe('a name that is taken', () => {
  it('is never written over: by a file, a folder, a link, or another part', async () => {
    const to = await aFolder()
    await writeFile(join(to, 'a.txt'), 'mine')
    await mkdir(join(to, 'a (1).txt'))
    await symlink('/nonexistent/target', join(to, 'a (2).txt'))
    const [one, two] = [await makePart(to, 'a.txt', 'file'), await makePart(to, 'a.txt', 'file')]
    expect([one, two].map((path) => path.slice(to.length + 1))).toEqual(['a.txt.part', 'a (1).txt.part'])
    await writeFile(one, 'theirs')
    expect(await finish(one, 'a.txt', 'file')).toBe(join(to, 'a (3).txt'))
    expect(await readFile(join(to, 'a.txt'), 'utf8')).toBe('mine')
  })
})
