import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../helpers/free-port.ts'
import { readPcapng } from '../net/diagnostics/wire/read-pcapng.ts'
import { launch, type Window } from './helpers/launch.ts'

/** Every test of the tab, run by hand as a person would, against a program that is not of this app. */

const run = promisify(execFile)
const programs = resolve(import.meta.dirname, '../helpers/programs')
const folder = mkdtempSync(join(tmpdir(), 'palabre-tab-'))
let window: Window
let page: Page

beforeAll(async () => {
  window = await launch({ name: 'alice' })
  page = window.page
  await page.keyboard.press('Control+4')
})
afterAll(async () => {
  await window.close()
  rmSync(folder, { recursive: true })
})

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Its first line is its port. */
async function program(name: string, ...args: readonly string[]): Promise<number> {
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  closing.push(() => child.kill())
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return Number(/\d{2,5}(?=\D*$)/.exec(line)?.[0])
}
const python = (name: string, ...args: readonly string[]) => program('python3', '-u', join(programs, name), ...args)

const has = (name: string) => spawnSync('which', [name]).status === 0

const show = (test: string) => page.getByTestId(`diagnostics-${test}-tab`).click()
const half = (name: 'Ask' | 'Be the server') => page.getByTestId('halves').getByText(name).click()

async function fill(fields: Readonly<Record<string, string | number>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.getByTestId(`field-${name}`)
    if (!(await field.isVisible())) await page.locator('.dg-more summary').click()
    await field.fill(String(value))
  }
}

/** Starts, and waits until it is over; answers the state. */
async function started(ms = 30_000): Promise<string | null> {
  const shown = page.getByTestId('run')
  const before = (await shown.count()) > 0 ? await shown.getAttribute('data-run') : null
  await page.getByTestId('start').click()
  // Not by the button that stops it: what fails at once has it for a moment only.
  const run = page.locator(`[data-testid=run]:not([data-run="${before}"]):not([data-state=running])`)
  await run.waitFor({ timeout: ms })
  await page.getByTestId('start').waitFor()
  return run.getAttribute('data-state')
}

async function listening(): Promise<number> {
  await page.getByTestId('start').click()
  const at = page.getByTestId('server-listening')
  await at.waitFor()
  return Number(await at.getAttribute('data-port'))
}

async function stop(): Promise<void> {
  await page.getByTestId('stop').click()
  await page.locator('[data-testid="run-state"][data-state="stopped"]').waitFor()
}

/** The system's dialogs, answered. */
const dialogs = (answers: { readonly save?: string; readonly open?: string }) =>
  window.app.evaluate(({ dialog }, { save, open }) => {
    dialog.showSaveDialog = (async () => ({ canceled: false, filePath: save })) as unknown as typeof dialog.showSaveDialog
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [open] })) as unknown as typeof dialog.showOpenDialog
  }, answers)

describe('the doctor', () => {
  const look = async (port: number) => {
    await show('doctor')
    await page.getByText('An address', { exact: true }).click()
    await fill({ host: '127.0.0.1', port })
    await started(50_000)
    const verdict = page.getByTestId('verdict')
    return { code: await verdict.getAttribute('data-code'), words: await verdict.innerText() }
  }

  it('says that nothing listens on a closed port, step by step, and why it says so', async () => {
    const port = await freePort()
    const { code, words } = await look(port)
    expect(code).toBe('refused')
    expect(words.toLowerCase()).toContain(`nothing is listening on port ${port}`)
    expect(await page.locator('[data-testid="doctor-step"]:not([data-state="waiting"])').count()).toBe(13)
    expect((await page.getByTestId('evidence').first().innerText()).length).toBeGreaterThan(40)
  })

  it('names the HTTP server that answers on the port', async () => {
    const port = await program('python3', '-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', programs)
    const { words } = await look(port)
    expect(words).toMatch(/HTTP/)
  })

  it.runIf(has('nc'))('sees that netcat listens and says nothing of itself', async () => {
    const port = await freePort()
    const nc = spawn('nc', ['-l', '-k', '127.0.0.1', String(port)], { stdio: 'ignore' })
    closing.push(() => nc.kill())
    const { code } = await look(port)
    expect(code).not.toBe('refused')
    expect(await page.locator('[data-testid="doctor-step"][data-step="tcp"]').getAttribute('data-state')).toBe('done')
  })
})

describe('throughput', () => {
  it('measures a server in Python both ways, and draws it', { timeout: 90_000 }, async () => {
    const port = await python('throughput_server.py')
    await show('throughput')
    await fill({ port, seconds: 4 })
    expect(await started(40_000)).toBe('complete')
    const rows = page.getByTestId('throughput-figures').locator('tbody tr')
    expect(await rows.count()).toBe(3)
    for (const row of await rows.all()) expect(await row.innerText()).toMatch(/\d/)
    expect(await rows.nth(1).innerText()).toMatch(/[\d.,]+ (Mbit|Gbit)\/s/)
    expect(await page.getByTestId('test-throughput').locator('svg.dg-chart').count()).toBeGreaterThan(0)
  })

  it('does not fill the line of a program that never asked for it', async () => {
    const port = await python('tcp_server.py', 'stay', 'echo')
    await show('throughput')
    await fill({ port, seconds: 3 })
    expect(await started()).toBe('failed')
  })

  it('serves a test of another program', async () => {
    await show('throughput')
    await half('Be the server')
    await fill({ port: 0 })
    const port = await listening()
    const guest = `import socket as s
c=s.create_connection(("127.0.0.1",${port}));c.sendall(b"PALABRE-THROUGHPUT 1\\n");f=c.makefile("rb")
t=f.readline().split()[2];d=s.create_connection(("127.0.0.1",${port}));d.sendall(b"DATA "+t+b"\\n")
c.sendall(b"UP\\n");print(f.readline());d.sendall(bytes(1000000));print(f.readline());c.sendall(b"END\\n")`
    const { stdout } = await run('python3', ['-c', guest])
    expect(stdout).toMatch(/READY[\s\S]*BIN 0 \d+ 1000000/)
    await page.getByTestId('client').filter({ hasText: '127.0.0.1' }).waitFor()
    await stop()
    await half('Ask')
  })
})

describe('MTU', () => {
  it('finds that a Python echo gives back everything that was tried', async () => {
    const port = await python('udp_server.py', 'echo')
    await show('mtu')
    await fill({ port })
    expect(await started()).toBe('complete')
    expect(await page.getByTestId('mtu-words').innerText()).toMatch(/1,472/)
  })

  it('finds the limit of a program that drops what is large', async () => {
    const limited =
      'import socket as s\nu=s.socket(2,2)\nu.bind(("127.0.0.1",0))\nprint(u.getsockname()[1])\nwhile 1:\n d,a=u.recvfrom(65535)\n if len(d)<=1300: u.sendto(d,a)'
    const port = await program('python3', '-u', '-c', limited)
    await show('mtu')
    await fill({ port })
    expect(await started(60_000)).toBe('complete')
    expect(await page.getByTestId('mtu-words').innerText()).toMatch(/1,300/)
  })
})

describe('servers', () => {
  it('HTTP: the page, the time and a folder, for curl', async () => {
    mkdirSync(join(folder, 'served'))
    writeFileSync(join(folder, 'served/hello.txt'), 'bonjour')
    await dialogs({ open: join(folder, 'served') })
    await show('http')
    await half('Be the server')
    await fill({ port: 0 })
    const first = await listening()
    expect((await run('curl', ['-s', '-0', '-H', 'Host:', `http://127.0.0.1:${first}/`])).stdout).toContain('127.0.0.1')
    expect(JSON.parse((await run('curl', ['-s', `http://127.0.0.1:${first}/api/time`])).stdout)).toHaveProperty('timestamp')
    await page.getByTestId('requests').getByText('/api/time').waitFor()
    await stop()
    await page.getByTestId('choose-folder').click()
    await page.getByText('served').first().waitFor()
    const second = await listening()
    expect((await run('curl', ['-s', `http://127.0.0.1:${second}/hello.txt`])).stdout).toBe('bonjour')
    expect((await run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--path-as-is', `http://127.0.0.1:${second}/..%2f..%2fetc/passwd`])).stdout).toBe(
      '404',
    )
    await page.getByTestId('requests').getByText('/hello.txt').waitFor()
    await stop()
    await half('Ask')
  })

  it.runIf(has('nc'))('UDP: a row for netcat, with what it said', async () => {
    await show('udp-echo')
    await half('Be the server')
    await fill({ port: 0 })
    const port = await listening()
    const nc = spawn('nc', ['-u', '-w', '1', '127.0.0.1', String(port)], { stdio: ['pipe', 'pipe', 'ignore'] })
    closing.push(() => nc.kill())
    nc.stdin.write('salut')
    const [answer] = (await once(nc.stdout, 'data')) as [Buffer]
    expect(answer.toString()).toBe('salut')
    await page.getByTestId('test-udp-echo').getByText('salut').first().waitFor()
    await stop()
    await half('Ask')
  })
})

describe('experiments', () => {
  const tried = async (name: string) => {
    const one = page.getByTestId(`experiment-${name}`)
    if (!(await one.isVisible())) await page.getByTestId('experiments').locator('summary').click()
    await page.getByTestId(`try-${name}`).click()
    const found = one.locator('.dg-found')
    await found.filter({ hasText: /\S/ }).waitFor({ timeout: 30_000 })
    return found.innerText()
  }
  const ladder = async (button: string) => {
    await page.getByRole('button', { name: button }).click()
    const drawer = page.getByTestId('learn-drawer')
    const steps = await drawer.getByTestId('ladder').locator('li').allTextContents()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    return steps.join('\n')
  }

  it('split writes arrive in two pieces, as the ladder shows', async () => {
    await show('tcp-echo')
    expect(await tried('split')).toMatch(/in 1 piece; in two writes, in 2 pieces/)
    expect(await ladder('Learn: two writes')).toMatch(/first half, 32 bytes[\s\S]*second half, 32 bytes/)
  })

  it('after FIN the answer comes, after a reset it does not', async () => {
    await show('tcp-echo')
    expect(await tried('farewell')).toMatch(/still came, [\d.]+ ms after.*ECONNRESET/)
    expect(await ladder('Learn: FIN')).toMatch(/FIN: I have said all[\s\S]*bytes back/)
    expect(await ladder('Learn: reset')).toMatch(/RST: I am gone[\s\S]*No answer can come/)
  })

  it('Nagle makes the second half wait, a server that hangs up a connection each, a closed port says no', async () => {
    await show('tcp-echo')
    const [, on, off] = /([\d.]+) ms, without ([\d.]+) ms/.exec(await tried('nagle')) ?? []
    expect(Number(off) - Number(on)).toBeGreaterThan(process.platform === 'linux' ? 12 : -20)
    expect(await tried('once')).toContain('Each message needed a connection of its own')
    expect(await tried('closed')).toContain('ECONNREFUSED')
  })

  it('a datagram too large never leaves; a flood is dropped in this computer', async () => {
    await show('udp-echo')
    expect(await tried('large')).toContain('EMSGSIZE')
    // As many as this computer gets out in its time.
    expect(await tried('flood')).toMatch(/[\d,]+ of \d,\d{3} came back/)
  })
})

describe('what is kept of a run', () => {
  it('a second run is compared with the good one before; its report has no address unless ticked', async () => {
    const port = await python('udp_server.py', 'echo')
    await show('udp-echo')
    await fill({ port, count: 40, rate: 100 })
    await started()
    await started()
    expect(await page.getByTestId('history').innerText()).toContain(`127.0.0.1:${port}`)
    await page.getByTestId('report').click()
    const text = page.locator('[data-testid="report-text"][aria-busy="false"]')
    await text.waitFor()
    expect(await text.innerText()).not.toContain('127.0.0.1')
    await dialogs({ save: join(folder, 'report.md') })
    await page.getByTestId('report-save').click()
    await expect.poll(() => spawnSync('test', ['-s', join(folder, 'report.md')]).status).toBe(0)
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).not.toContain('127.0.0.1')
    await page.keyboard.press('Escape')
  })
})

describe('Wire', () => {
  it('records what passes, shows both directions, and saves what tshark opens', async () => {
    const port = await python('tcp_server.py', 'stay', 'echo')
    await show('wire')
    await page.getByText('Record', { exact: false }).first().click()
    await show('tcp-echo')
    await page.getByText('One message').click()
    await fill({ port, message: 'seen on the wire' })
    expect(await started()).toBe('complete')
    await show('wire')
    await page
      .getByTestId('socket')
      .filter({ hasText: `127.0.0.1:${port}` })
      .first()
      .waitFor()
    await page.getByTestId('traffic-all').click()
    const pieces = page.locator('.dg-piece').filter({ hasText: 'seen on the wire' })
    await expect.poll(() => pieces.count()).toBe(2)
    expect(await pieces.evaluateAll((all) => all.map((piece) => piece.getAttribute('data-direction')))).toEqual(['out', 'in'])
    const file = join(folder, 'wire.pcapng')
    await dialogs({ save: file })
    await page.getByTestId('wire-export').first().click()
    await page.getByText('wire.pcapng').waitFor()
    const packets = readPcapng(readFileSync(file))
    expect(packets.every(({ sound }) => sound)).toBe(true)
    if (!has('tshark')) return
    const { stdout } = await run('tshark', ['-r', file, '-Y', `tcp.port==${port} && tcp.payload`, '-T', 'fields', '-e', 'tcp.payload'])
    expect(stdout.split('\n').filter((line) => line === Buffer.from('seen on the wire').toString('hex'))).toHaveLength(2)
    expect((await run('tshark', ['-r', file, '-Y', '_ws.malformed'])).stdout).toBe('')
  })
})

describe('bytes', () => {
  it('reads what Python packed, by the same format', async () => {
    const { stdout } = await run('python3', ['-c', 'import struct; print(struct.pack("!HHI", 8080, 80, 1).hex())'])
    await show('bytes')
    await page.getByText('Hex', { exact: true }).first().click()
    await page.getByTestId('bytes-input').fill(stdout.trim())
    await page
      .getByTestId('bytes-view')
      .getByText(/struct/i)
      .click()
    await page.getByTestId('struct-format').fill('!HHI')
    expect(await page.getByTestId('struct-fields').innerText()).toMatch(/8080[\s\S]*80[\s\S]*1/)
  })
})

it('a port that is taken is said in words, with one that is free', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  closing.push(() => taken.close())
  await show('tcp-echo')
  await half('Be the server')
  await fill({ port: (taken.address() as { port: number }).port })
  await page.getByTestId('start').click()
  await page.locator('[data-testid="run-state"][data-state="failed"]').waitFor()
  expect(await page.getByTestId('run').innerText()).toMatch(/taken/)
})
