import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lockProfile } from '../../electron/store/index.ts'
import { launch, portOf, say, type Window } from './helpers/launch.ts'
import { runApp } from './helpers/run-app.ts'

let folder: string
const open: Window[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palabre-e2e-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((window) => window.app.close().catch(() => {})))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})

const start = async (options: Parameters<typeof launch>[0] = {}) => {
  const window = await launch({ folder, name: 'ada', ...options })
  open.push(window)
  return window
}

/** A call over the real bridge, as the page makes it. */
const call = <T>({ page }: Window, channel: string, args: object): Promise<T> =>
  page.evaluate(
    async ([name, given]) => {
      const { calls } = (globalThis as unknown as { palabre: { calls: Record<string, (a: object) => Promise<{ value: unknown }>> } }).palabre
      return (await calls[name]?.(given))?.value as never
    },
    [channel, args] as const,
  )

/** A conversation with someone who never answers, to write drafts in. */
async function joinNobody(window: Window): Promise<string> {
  const { id } = await call<{ id: string }>(window, 'conversation.join', { host: '127.0.0.1', port: 9 })
  await window.page.locator(`[data-conversation="${id}"]`).click()
  return id
}

describe('one profile', () => {
  it('has one window: a second start shows the first and ends', async () => {
    const first = await start()
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    const second = runApp(folder)
    expect(await second.ended).toBe(0)
    expect(second.output()).not.toContain('APPREADY')
    const shown = () => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))
    await expect.poll(shown).toEqual([true])
  })

  it('that was asked for and can’t be made is not exchanged for the usual one', async () => {
    const usual = join(folder, 'config')
    vi.stubEnv('XDG_CONFIG_HOME', usual)
    const asked = join(folder, 'a-file')
    writeFileSync(asked, '')
    for (const wanted of [asked, join(asked, 'inside')]) {
      const app = runApp(wanted)
      expect(await app.ended).toBe(1)
      expect(app.box()).toContain(`The folder ${wanted} can’t be used`)
    }
    vi.stubEnv('XDG_CONFIG_HOME', asked)
    const nowhere = runApp(null)
    expect(await nowhere.ended).toBe(1)
    expect(nowhere.box()).toContain(`The folder ${join(asked, 'Palabre')} can’t be used`)
    vi.stubEnv('XDG_CONFIG_HOME', usual)
    mkdirSync(join(folder, 'spoilt', 'history.db'), { recursive: true })
    const spoilt = runApp(join(folder, 'spoilt'))
    expect(await spoilt.ended).toBe(1)
    expect(spoilt.box()).toContain(`Profile: ${join(folder, 'spoilt')}\nhistory.db: there is a folder of that name (EISDIR)\n(store-failed)`)
    vi.unstubAllEnvs()
    expect(existsSync(join(usual, 'Palabre', 'identity.json'))).toBe(false)
  })

  it('beside another of the same folder is a world of its own', async () => {
    const [usual, other] = [await start(), await start({ name: 'bob', args: ['--profile=other'] })]
    expect(await portOf(usual)).not.toBe(await portOf(other))
    const { dataFolder } = await call<{ dataFolder: string }>(other, 'app.about', {})
    expect(dataFolder).toBe(join(folder, 'profiles', 'other'))
    expect(await other.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())).toBe('Palabre (other)')
  })

  it('with a name that is none is refused in words', async () => {
    const app = runApp(folder, ['--profile=../elsewhere'])
    expect(await app.ended).toBe(1)
    expect(app.output()).toContain('--profile=NAME takes letters')
  })

  it.each([
    ['en', 'This profile is in use by another Palabre'],
    ['fr', 'Ce profil est déjà utilisé par un autre Palabre'],
  ])('that the terminal messenger uses is left alone, and said in words: %s', async (language, words) => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ language }))
    const lock = lockProfile(folder)
    try {
      const app = runApp(folder)
      expect(await app.ended).toBe(1)
      expect(app.box()).toContain(words)
      expect(app.box()).toContain('profile-in-use')
      expect(readFileSync(join(folder, 'palabre.log'), 'utf8')).toContain('profile-in-use')
    } finally {
      lock.release()
    }
  })

  it('whose key can’t be read is left alone, and said in words', async () => {
    const first = await start()
    await first.app.close()
    writeFileSync(join(folder, 'identity.json'), '{"nonsense":true}')
    const app = runApp(folder)
    expect(await app.ended).toBe(1)
    expect(app.box()).toContain('The key of this profile can’t be read')
  })
})

describe('the end', () => {
  it.each([
    ['quitting', (window: Window) => window.app.evaluate(({ app }) => app.quit())],
    ['closing the window', (window: Window) => window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())],
    ['a signal', async (window: Window) => void window.app.process().kill('SIGTERM')],
  ])('by %s loses nothing that was being written', async (_name, end) => {
    const first = await start()
    const id = await joinNobody(first)
    await first.page.getByTestId('composer-input').fill('not yet sent')
    const gone = once(first.app.process(), 'exit')
    await end(first).catch(() => {})
    expect((await gone)[0]).toBe(0)

    const second = await start()
    await second.page.locator(`[data-conversation="${id}"]`).click()
    expect(await second.page.getByTestId('composer-input').inputValue()).toBe('not yet sent')
  })

  it('in the middle of the start is in order too', async () => {
    for (const milestone of ['MAIN', 'APPREADY', 'LOADED']) {
      const app = runApp(folder)
      await app.said(milestone)
      const from = Date.now()
      app.child.kill('SIGTERM')
      expect(await app.ended, milestone).not.toBe(1)
      expect(Date.now() - from, milestone).toBeLessThan(5_000)
      expect(app.box(), milestone).toBeNull()
    }
    await start()
  })
})

describe('a fault', () => {
  /** Notes what the app says in native boxes from now on, and answers with the given button. */
  const noteBoxes = ({ app }: Window, response = 0) =>
    app.evaluate(({ dialog }, answer) => {
      const boxes: string[] = []
      Object.assign(globalThis, { boxes })
      dialog.showMessageBox = (async (...args: unknown[]) => {
        const { message, detail } = args.at(-1) as { message: string; detail: string }
        boxes.push(`${message} ${detail}`)
        return { response: answer, checkboxChecked: false }
      }) as typeof dialog.showMessageBox
    }, response)
  const boxes = ({ app }: Window) => app.evaluate(() => (globalThis as unknown as { boxes: string[] }).boxes)

  it('that nobody expected is in the log and said, and the app goes on', async () => {
    const window = await start()
    await noteBoxes(window)
    await window.app.evaluate(() => {
      setTimeout(() => {
        throw new Error('out of the blue')
      })
      void Promise.reject(new Error('nobody waited'))
    })
    await expect.poll(() => boxes(window)).not.toEqual([])
    expect((await boxes(window))[0]).toContain('Something went wrong in Palabre')
    const log = () => readFileSync(join(folder, 'palabre.log'), 'utf8')
    // The box may be of the first alone.
    for (const words of ['out of the blue', 'nobody waited']) await expect.poll(log).toContain(words)
    await joinNobody(window)
    await say(window, 'still here')
    await window.page.getByTestId('message').filter({ hasText: 'still here' }).waitFor()
  })

  it('of the page brings it back once, then asks', async () => {
    const window = await start()
    await noteBoxes(window)
    const crash = () => window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    const isBack = () =>
      window.app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        if (!contents || contents.isCrashed() || contents.isLoading()) return false
        return contents.executeJavaScript('document.querySelector("[data-testid=conversations-screen]") !== null') as Promise<boolean>
      })
    await crash()
    await wait(100)
    await expect.poll(isBack, { timeout: 10_000 }).toBe(true)
    expect(await boxes(window)).toEqual([])
    await crash()
    await expect.poll(() => boxes(window)).toHaveLength(1)
    await expect.poll(isBack, { timeout: 10_000 }).toBe(true)
  })
})

describe('the parts outside the page', () => {
  const menu = ({ app }: Window) => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label))
  const look = ({ app }: Window) =>
    app.evaluate(({ nativeTheme, BrowserWindow }) => [nativeTheme.themeSource, BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase()])

  it('follow language and theme of the settings, also before the page is there', async () => {
    const first = await start()
    expect(await menu(first)).toContain('Edit')
    await call(first, 'settings.update', { theme: 'dark', language: 'fr' })
    await expect.poll(() => menu(first)).toEqual(['Fichier', 'Édition', 'Affichage', 'Fenêtre'])
    expect(await look(first)).toEqual(['dark', '#1b1714'])
    await call(first, 'settings.update', { theme: 'light' })
    await expect.poll(() => look(first)).toEqual(['light', '#faf6ef'])
    await call(first, 'settings.update', { theme: 'dark' })
    await first.app.close()

    const second = await start()
    expect(await menu(second)).toContain('Édition')
    expect(await look(second)).toEqual(['dark', '#1b1714'])
  })

  it('in a small window give Ctrl+F the list and the keys, and Escape gives both back', async () => {
    const window = await start()
    await joinNobody(window)
    const { page } = window
    await page.setViewportSize({ width: 900, height: 600 })
    const composer = page.getByTestId('composer-input')
    await composer.focus()
    // The frame around it has the ring.
    expect(await composer.evaluate((input) => getComputedStyle(input).outlineStyle)).toBe('none')
    await page.keyboard.press('Control+f')
    await page.keyboard.type('hello')
    await expect.poll(() => page.getByTestId('search-input').inputValue()).toBe('hello')
    expect(await composer.inputValue()).toBe('')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.type('back')
    await expect.poll(() => composer.inputValue()).toBe('back')
  })

  it('put the window where it was', async () => {
    const bounds = { x: 60, y: 40, width: 900, height: 640 }
    const first = await start()
    await first.app.evaluate(({ BrowserWindow }, there) => BrowserWindow.getAllWindows()[0]?.setBounds(there), bounds)
    await first.app.close()
    const second = await start()
    expect(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(bounds)
  })

  it('know the version and the licences of what the app carries', async () => {
    const window = await start()
    expect(await call(window, 'app.about', {})).toMatchObject({ dataFolder: folder, electron: expect.stringMatching(/^\d+\./) })
    const licences = await call<{ name: string; text: string }[]>(window, 'app.licences', {})
    expect(licences.map(({ name }) => name)).toEqual(expect.arrayContaining(['react', 'libsql', 'zod']))
  })

  it('ask nobody on the internet for anything', async () => {
    const log = join(folder, 'net.json')
    const window = await start({ args: [`--log-net-log=${log}`, '--net-log-capture-mode=Everything'] })
    await joinNobody(window)
    await window.page.getByTestId('composer-input').fill('a mispeled word')
    await wait(1_000)
    await window.app.close()
    const asked = [...readFileSync(log, 'utf8').matchAll(/"(?:url|host)":"([^"]+)"/g)].map((match) => match[1])
    expect([...new Set(asked)].filter((address) => !/^(app:\/\/bundle|devtools:|chrome)/.test(address ?? ''))).toEqual([])
  })
})
