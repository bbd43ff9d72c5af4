import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { channels } from '../../shared/ipc/channels.ts'
import { launch, type Window } from './helpers/launch.ts'

let window: Window
beforeAll(async () => {
  window = await launch({ name: 'alice' })
})
// What the tests provoke is a violation of the policy on purpose, so only errors of scripts count here.
afterAll(async () => {
  await window.app.close()
})

/** Runs as the page's own script would: without the exception that DevTools makes for eval. */
async function runInPage(expression: string): Promise<{ readonly value: unknown; readonly error: string | null }> {
  const session = await window.page.context().newCDPSession(window.page)
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
    allowUnsafeEvalBlockedByCSP: false,
  })
  await session.detach()
  return { value: result.value, error: exceptionDetails ? String(exceptionDetails.exception?.className ?? exceptionDetails.text) : null }
}

const pageUrl = () => window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())

describe('the page of a real window', () => {
  it('is sandboxed, isolated and without Node', async () => {
    const preferences = await window.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag: webviewTag ?? false }
    })
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  it.each(['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'])('has no %s', async (name) => {
    expect((await runInPage(`typeof ${name}`)).value).toBe('undefined')
  })

  it("is given exactly the contract's names, the way files are dropped, and two ways to listen", async () => {
    const given = await window.page.evaluate(() => {
      const bridge = (globalThis as unknown as { palabre: { calls: object } }).palabre
      return { bridge: Object.keys(bridge), calls: Object.keys(bridge.calls), frozen: Object.isFrozen(bridge) && Object.isFrozen(bridge.calls) }
    })
    expect(given.bridge.sort()).toEqual(['calls', 'filesDropped', 'onEvents', 'onOpen'])
    expect(given.calls.sort()).toEqual([...channels].sort())
    expect(given.frozen).toBe(true)
  })

  it('gets an error as data for rubbish, across the real bridge', async () => {
    const answers = await window.page.evaluate(async () => {
      const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (args: unknown) => Promise<unknown>> } }).palabre
      const rubbish = [undefined, null, 1, 'x', [], { extra: 1 }, { id: {} }, Number.NaN, { __proto__: null, length: 1 }, 'x'.repeat(100_000)]
      return Promise.all(Object.values(calls).flatMap((call) => rubbish.map((args) => call(args))))
    })
    expect(answers).toHaveLength(channels.length * 10)
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'bad-argument' } })
  })

  it.each(["eval('1')", "new Function('return 1')()", "(async () => {}).constructor('return 1')()"])('refuses %s', async (code) => {
    const { value, error } = await runInPage(code)
    expect(value).not.toBe(1)
    expect(error).toMatch(/EvalError|TypeError/)
  })

  it('does not run an inline script that is put into it', async () => {
    await runInPage('globalThis.ran = false')
    const { error } = await runInPage(`(() => {
      const script = document.createElement('script')
      script.append('globalThis.ran = true')
      document.body.append(script)
    })()`)
    expect(error, 'trusted types refuse it before the policy has to').toBe('TypeError')
    expect((await runInPage('globalThis.ran')).value).toBe(false)
  })

  it.each([
    ['a script', 'src'],
    ['an image', 'onerror'],
    ['an iframe', 'srcdoc'],
  ])('does not let %s be given %s as a string', async (what, attribute) => {
    const tag = { 'a script': 'script', 'an image': 'img', 'an iframe': 'iframe' }[what]
    expect((await runInPage(`document.createElement('${tag}').setAttribute('${attribute}', 'globalThis.ran = true')`)).error).toBe('TypeError')
  })

  it('loads no frame, whatever its address', async () => {
    const blocked = await runInPage(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => event.effectiveDirective === 'frame-src' && resolve(event.blockedURI))
      document.body.appendChild(document.createElement('iframe')).src = 'https://example.com/'
    })`)
    expect(blocked.value).toBe('https://example.com')
    await runInPage("document.querySelector('iframe').remove()")
  })

  it.each(['innerHTML', 'outerHTML'])('refuses a string of markup as %s', async (property) => {
    expect((await runInPage(`document.createElement('p').appendChild(document.createElement('b')).${property} = '<img>'`)).error).toBe('TypeError')
  })

  it.each(['https://example.com', 'app://bundle/', 'about:blank', 'javascript:1', 'file:///etc/passwd'])('opens no second window for %s', async (url) => {
    expect((await runInPage(`window.open(${JSON.stringify(url)}) === null`)).value).toBe(true)
    expect(await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it.each(['https://example.com/', 'app://evil/', 'app://bundle/licences.json'])('stays where it is when it is sent to %s', async (url) => {
    await window.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      Object.assign(globalThis, {
        asked: new Promise((resolve) => contents?.once('will-frame-navigate', (event) => resolve([event.url, event.defaultPrevented]))),
      })
    })
    void runInPage(`void (location.href = ${JSON.stringify(url)})`).catch(() => {})
    expect(await window.app.evaluate(() => (globalThis as unknown as { asked: Promise<unknown> }).asked)).toEqual([url, true])
    expect(await pageUrl()).toBe('app://bundle/')
  })

  it.each(['file:///etc/passwd', 'data:text/html,hello'])('is not sent to %s', async (url) => {
    const session = await window.page.context().newCDPSession(window.page)
    await session.send('Log.enable')
    const refused = new Promise<string>((resolve) => session.on('Log.entryAdded', ({ entry }) => resolve(entry.text)))
    void runInPage(`void (location.href = ${JSON.stringify(url)})`).catch(() => {})
    expect(await refused).toMatch(/Not allowed to (load local resource|navigate top frame to data URL)/)
    expect(await pageUrl()).toBe('app://bundle/')
    await session.detach()
  })

  it.each(['about:blank', 'about:blank#x', 'about:srcdoc'])('is not left empty by %s', async (url) => {
    await runInPage('globalThis.left = true')
    void runInPage(`void (location = ${JSON.stringify(url)})`).catch(() => {})
    const where = () =>
      runInPage("typeof left + ' ' + location.href").then(
        ({ value }) => value,
        () => null,
      )
    await expect.poll(where, { timeout: 10_000 }).toBe('undefined app://bundle/')
    await window.page.getByTestId('conversations-screen').waitFor()
    expect(await pageUrl()).toBe('app://bundle/')
  })

  it.each([
    '../../package.json',
    '..%2f..%2fpackage.json',
    '%2e%2e%2f%2e%2e%2fpackage.json',
    '..%5c..%5cpackage.json',
    '%252e%252e%252fpackage.json',
    'assets/..%2f..%2f..%2f..%2fetc%2fpasswd',
    'index.html%00.js',
    '%',
    '../main/index.js',
    '..%2fmain%2findex.js',
  ])('cannot read %s through its own scheme', async (path) => {
    expect([403, 404]).toContain((await runInPage(`fetch('app://bundle/${path}').then((r) => r.status)`)).value)
  })

  it('cannot write through its own scheme, nor read another host or the network', async () => {
    expect((await runInPage("fetch('app://bundle/index.html', { method: 'POST', body: 'x' }).then((r) => r.status)")).value).toBe(403)
    for (const url of ['app://evil/index.html', 'https://example.com/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'data:text/plain,x'])
      expect((await runInPage(`fetch('${url}').then((r) => r.status)`)).error, url).toBe('TypeError')
    const socket = `new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true })
      try { new WebSocket('ws://127.0.0.1:1') } catch {}
    })`
    expect((await runInPage(socket)).value).toBe('connect-src')
  })

  it.each(['notifications', 'geolocation', 'camera', 'microphone', 'midi', 'clipboard-read'])('is denied %s', async (name) => {
    expect((await runInPage(`navigator.permissions.query({ name: '${name}' }).then((p) => p.state)`)).value).toBe('denied')
  })

  it('is denied its place and notifications when it asks for them', async () => {
    expect((await runInPage('new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve("given"), (e) => resolve(e.code)))')).value).toBe(
      1,
    )
    expect((await runInPage('Notification.requestPermission()')).value).toBe('denied')
  })

  it('has thrown nothing of its own meanwhile', () => {
    expect(window.problems.filter((problem) => /^\w*Error/.test(problem))).toEqual([])
  })
})
