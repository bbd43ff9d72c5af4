import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../helpers/free-port.ts'
import { windowOpener } from './helpers/opener.ts'

const open = windowOpener()
const programs = resolve(import.meta.dirname, '../helpers/programs')
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A program of the course, not written here; its first line is its port. */
async function python(...args: readonly string[]): Promise<number> {
  const child = spawn('python3', [...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  closing.push(() => child.kill())
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return Number(line)
}

async function openTest(test: string): Promise<Page> {
  const { page } = await open({ name: 'alice' })
  await page.keyboard.press('Control+4')
  await page.getByTestId(`diagnostics-${test}-tab`).click()
  return page
}

const done = async (page: Page) => await page.locator('[data-testid="run"]:not([data-state="running"])').waitFor()

describe('from a real window', () => {
  it('TCP echo measures a Python server, and shows the bytes of an answer', async () => {
    const port = await python(join(programs, 'tcp_server.py'), 'stay', 'echo')
    const page = await openTest('tcp-echo')
    await page.getByTestId('field-port').fill(String(port))
    await page.getByTestId('field-count').fill('60')
    await page.getByTestId('field-rate').fill('100')
    await page.getByTestId('start').click()
    await done(page)
    expect(await page.getByTestId('run-state').getAttribute('data-state')).toBe('complete')
    expect(await page.getByTestId('figures').innerText()).toMatch(/Median\s+[\d.]+ ms/)
    expect(await page.getByTestId('honesty').innerText()).toMatch(/n = \d\d/)
    await page.getByText('One by one').click()
    await page
      .getByRole('button', { name: /^Show the bytes of answer/ })
      .last()
      .click()
    await page.getByTestId('test-bytes').waitFor()
    expect(await page.getByTestId('diff-verdict').innerText()).toContain('The same, byte for byte.')
  })

  it('one TCP message to a server that answers with a prefix', async () => {
    const port = await python(join(programs, 'tcp_server.py'), 'once', 'recu')
    const page = await openTest('tcp-echo')
    await page.getByText('One message').click()
    await page.getByTestId('field-port').fill(String(port))
    await page.getByTestId('field-message').fill('bonjour é')
    await page.getByTestId('start').click()
    await done(page)
    expect(await page.getByTestId('one-answer').innerText()).toContain('Answered')
    await page.getByTestId('one-answer').getByRole('button').click()
    expect(await page.getByTestId('dump').first().innerText()).toContain('52')
  })

  it('UDP echo measures a Python script', async () => {
    const port = await python(join(programs, 'udp_server.py'), 'echo')
    const page = await openTest('udp-echo')
    await page.getByTestId('field-port').fill(String(port))
    await page.getByTestId('field-count').fill('40')
    await page.getByTestId('field-rate').fill('100')
    await page.getByTestId('start').click()
    await done(page)
    expect(await page.getByTestId('latency-chart').innerText()).toContain('40 answered')
    expect(await page.getByTestId('run').innerText()).toContain('A plain echo server')
  })

  it('HTTP takes a request to python -m http.server apart', async () => {
    const port = await freePort()
    const child = spawn('python3', ['-u', '-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', programs], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    closing.push(() => child.kill())
    await once(createInterface({ input: child.stdout }), 'line')
    const page = await openTest('http')
    await page.getByTestId('field-url').fill(`http://127.0.0.1:${port}/tcp_server.py`)
    await page.getByTestId('start').click()
    await done(page)
    expect(await page.getByTestId('hop').getAttribute('data-status')).toBe('200')
    expect(await page.getByTestId('waterfall').innerText()).toContain('Waiting')
    expect(await page.getByTestId('http-body').innerText()).toContain('import socket')
  })

  it('a closed port is refused, in words', async () => {
    const page = await openTest('tcp-echo')
    await page.getByTestId('field-port').fill(String(await freePort()))
    await page.getByTestId('start').click()
    await page.locator('[data-testid="run-state"][data-state="failed"]').waitFor()
    expect(await page.getByTestId('run-state').innerText()).toContain('ECONNREFUSED')
  })

  it('a TCP echo server answers a raw socket, shows it, and stops', async () => {
    const page = await openTest('tcp-echo')
    await page.getByText('Be the server').click()
    await page.getByTestId('field-port').fill('0')
    await page.getByTestId('start').click()
    const listening = page.getByTestId('server-listening')
    await listening.waitFor()
    const port = await listening.getAttribute('data-port')
    const said = spawn('python3', [
      '-c',
      `import socket; s=socket.create_connection(("127.0.0.1",${port})); s.send(b"salut"); print(s.recv(99).decode()); s.close()`,
    ])
    const [line] = (await once(createInterface({ input: said.stdout }), 'line')) as [string]
    expect(line).toBe('salut')
    await page.getByTestId('client').filter({ hasText: 'salut' }).waitFor()
    await page.getByTestId('stop').click()
    await page.locator('[data-testid="run-state"][data-state="stopped"]').waitFor()
  })
})
