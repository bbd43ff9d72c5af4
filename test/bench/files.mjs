// One large file between two core processes on loopback (TLS, SHA-256 at both ends, disk, sync, rename), against a bare Node TLS stream that only counts,
// in turn; and messages meanwhile. The disk alone writes and syncs as much once. Where it is slower than TLS, TMPDIR=/dev/shm shows the rest. usage: node test/bench/files.mjs [--mib 1024] [--rounds 3]
import { fork } from 'node:child_process'
import { on } from 'node:events'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const core = () => import(new URL('../../out/node/core.js', import.meta.url).href)
const self = fileURLToPath(import.meta.url)
const role = process.env.PALABRE_BENCH_ROLE
const say = (value) => process.send(value)
const mib = 1024 * 1024
/** Messages while a file is on its way, ms apart. */
const everyMs = 20

const roles = {
  async 'bare-receive'({ pems, bytes }) {
    const server = createServer({ key: pems.keyPem, cert: pems.certPem, minVersion: 'TLSv1.3' }, (socket) => {
      let got = 0
      socket.on('data', (chunk) => {
        got += chunk.length
        if (got >= bytes) socket.end('done')
      })
      socket.on('error', () => {})
    })
    server.listen(0, '127.0.0.1', () => say({ port: server.address().port }))
  },
  async 'bare-send'({ port, bytes }) {
    const chunk = Buffer.alloc(64 * 1024, 7)
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const from = performance.now()
      let sent = 0
      const pour = () => {
        while (sent < bytes) {
          sent += chunk.length
          if (!socket.write(chunk)) return socket.once('drain', pour)
        }
      }
      pour()
      socket.once('data', () => say({ ms: performance.now() - from }))
    })
  },
  async 'palabre-receive'({ folder }) {
    const messenger = await open(folder, 'bob')
    let id = ''
    messenger.events.subscribe(({ event }) => {
      if (event.type === 'listener' && event.listener.state === 'listening') say({ port: event.listener.port })
      if (event.type === 'link' && event.link.state === 'open') {
        id = event.link.conversationId
        messenger.commands['conversation.accept']({ id })
      }
      const file = event.type === 'message' ? event.message.file : null
      if (file?.state === 'offered') messenger.commands['file.decide']({ conversationId: id, id: event.message.id, decision: 'accept' })
    })
    await messenger.start()
  },
  async 'palabre-send'({ folder, port, path }) {
    const { uuidv7 } = await core()
    const messenger = await open(folder, 'alice')
    await messenger.start()
    const { id } = await messenger.commands['conversation.join']({ host: '127.0.0.1', port })
    await new Promise((resolve) => messenger.events.subscribe(({ event }) => event.type === 'link' && event.link.state === 'open' && resolve()))
    const chat = chatter(messenger, id, uuidv7)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    chat.take()
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    const quiet = chat.take()
    before = process.cpuUsage()
    const from = performance.now()
    await messenger.offerFiles(id, [path])
    await new Promise((resolve) => messenger.events.subscribe(({ event }) => event.type === 'message' && event.message.file?.state === 'done' && resolve()))
    const ms = performance.now() - from
    say({ ms, quiet, busy: chat.take() })
    chat.stop()
  },
}

async function open(folder, name) {
  const { openMessenger, fileVault } = await core()
  return openMessenger({ folder, vault: fileVault(), overrides: { name, host: '127.0.0.1', port: 0, discovery: false, downloads: join(folder, 'downloads') } })
}

/** Open loop: a message is due every so often, whatever became of the one before; its time runs from when it was due. */
function chatter(messenger, conversationId, uuidv7) {
  const due = new Map()
  let times = []
  messenger.events.subscribe(({ event }) => {
    if (event.type !== 'message' || event.message.state !== 'delivered' || !due.has(event.message.id)) return
    times.push(performance.now() - due.get(event.message.id))
    due.delete(event.message.id)
  })
  let next = performance.now()
  let timer = null
  // Each timer is set for when the next one is due: an interval of the same length would drift against that, and count the drift as waiting.
  const tick = () => {
    for (; next <= performance.now(); next += everyMs) {
      const id = uuidv7()
      due.set(id, next)
      messenger.commands['message.send']({ conversationId, id, text: 'x'.repeat(200), replyTo: null }).catch(() => {})
    }
    timer = setTimeout(tick, next - performance.now())
  }
  tick()
  return {
    stop: () => clearTimeout(timer),
    take: () => {
      const sorted = times.sort((a, b) => a - b)
      times = []
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
      return { count: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) }
    },
  }
}

function start(name, job) {
  const child = fork(self, { env: { ...process.env, PALABRE_BENCH_ROLE: name, NODE_OPTIONS: '' } })
  const said = on(child, 'message')
  child.send(job)
  return {
    cpu: async () => {
      child.send('cpu')
      return (await said.next()).value[0].cpu
    },
    next: async () => (await said.next()).value[0],
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

async function pair([server, client], serverJob, clientJob) {
  const serving = start(server, serverJob)
  const { port } = await serving.next()
  const loading = start(client, { ...clientJob, port })
  const result = await loading.next()
  const cpu = await Promise.all([serving, loading].map((program) => program.cpu()))
  await loading.stop()
  await serving.stop()
  return { ...result, cpu }
}

export async function benchFiles({ size = 1024, rounds = 3 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'palabre-bench-files-'))
  const bytes = size * mib
  try {
    const { bavail, bsize } = statfsSync(folder)
    if (bavail * bsize < 3 * bytes) throw new Error('not enough room for the files')
    const path = join(folder, 'file.bin')
    const fd = openSync(path, 'w')
    const some = crypto.getRandomValues(Buffer.alloc(65_536)).toString('hex').repeat(8)
    const began = performance.now()
    for (let at = 0; at < size; at++) writeSync(fd, some, null, 'latin1')
    fsyncSync(fd)
    const disk = performance.now() - began
    closeSync(fd)
    const { createIdentity } = await core()
    const pems = await createIdentity()
    const rows = []
    for (let round = 0; round < rounds; round++) {
      const bare = await pair(['bare-receive', 'bare-send'], { pems, bytes }, { bytes })
      const own = join(folder, String(round))
      const file = await pair(['palabre-receive', 'palabre-send'], { folder: join(own, 'bob') }, { folder: join(own, 'alice'), path })
      rmSync(own, { recursive: true })
      const rate = (ms) => Math.round(size / (ms / 1_000))
      rows.push({
        'disk alone, MiB/s': rate(disk),
        'bare TLS, MiB/s': rate(bare.ms),
        'file, MiB/s': rate(file.ms),
        ratio: Number((bare.ms / file.ms).toFixed(2)),
        'chat p50 idle, ms': Number(file.quiet.p50.toFixed(1)),
        'chat p99 idle': Number(file.quiet.p99.toFixed(1)),
        'chat p50 meanwhile': Number(file.busy.p50.toFixed(1)),
        'chat p99 meanwhile': Number(file.busy.p99.toFixed(1)),
        messages: file.busy.count,
        'sender’s processor, ms/MiB: bare': Number((bare.cpu[1] / size).toFixed(2)),
        file: Number((file.cpu[1] / size).toFixed(2)),
      })
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All threads of this process, since the first job, ms. */
let before = process.cpuUsage()
const cpu = () => {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
if (role) process.on('message', (job) => (job === 'cpu' ? say({ cpu: cpu() }) : void roles[role](job)))
else if (process.argv[1] === self) {
  const { values } = parseArgs({ options: { mib: { type: 'string', default: '1024' }, rounds: { type: 'string', default: '3' } } })
  console.table(await benchFiles({ size: Number(values.mib), rounds: Number(values.rounds) }))
}
