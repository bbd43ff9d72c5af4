import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Host } from '../../helpers/netns.ts'
import { programIn } from './in-namespace.ts'

const root = resolve(import.meta.dirname, '../../..')
/**
 * Playwright waits for two lines on the app's standard error, which Chromium's processes share: on a busy machine one of them is now and then broken by
 * another's complaint, and never seen. So complaints are off, and a start that is not seen in this time is done once more, and again. ms
 */
const seenMs = 10_000

/** Shorter than a test's, so that what fails is the locator, by its name. */
const locatorMs = 20_000

export interface Window {
  readonly app: ElectronApplication
  readonly page: Page
  readonly folder: string
  /** Violations of the page's policy and errors of its scripts; a test that ends with one fails. */
  readonly problems: readonly string[]
  readonly close: () => Promise<void>
}

export interface LaunchOptions {
  /** Keeps an earlier profile. */
  readonly folder?: string
  /** Skips the first run. */
  readonly name?: string
  readonly port?: number
  readonly args?: readonly string[]
  /** The computer that it runs on: there it listens on every interface. Without one: here, on loopback only. */
  readonly host?: Host
}

/** A real window of the built app, on a profile of its own. */
export async function launch({ folder, name, port = 0, args = [], host }: LaunchOptions = {}): Promise<Window> {
  const profile = folder ?? (await mkdtemp(join(tmpdir(), 'palabre-e2e-')))
  const electron = process.env['PALABRE_ELECTRON'] ?? join(root, '.cache/electron-33.2.1/electron')
  const executablePath = host ? await programIn(host, electron, profile) : electron
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const start = () =>
    _electron.launch({
      executablePath,
      timeout: seenMs,
      args: [
        ...sandbox,
        '--log-level=3',
        `--user-data-dir=${profile}`,
        root,
        ...(host ? [] : ['--host=127.0.0.1']),
        `--port=${port}`,
        ...(name ? [`--name=${name}`] : []),
        ...args,
      ],
      env: { ...process.env, LANG: 'en_US.UTF-8', LANGUAGE: 'en' } as Record<string, string>,
    })
  const app = await start().catch(start).catch(start)
  const page = await app.firstWindow()
  page.setDefaultTimeout(locatorMs)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.waitForSelector('[data-testid=onboarding], [data-testid=conversations-screen]')
  return {
    app,
    page,
    folder: profile,
    problems,
    close: async () => {
      await app.close()
      if (!folder) await rm(profile, { recursive: true, force: true })
      expect(problems).toEqual([])
    },
  }
}

/** The port the window says it listens on. */
export async function portOf({ page }: Window): Promise<number> {
  const text = await page.getByTestId('listening').innerText()
  return Number(/\d{2,5}(?!.*\d{2,5})/.exec(text)?.[0])
}

/** Joins HOST PORT by the composer's command. */
export async function join_(window: Window, port: number): Promise<void> {
  await say(window, `/join 127.0.0.1 ${port}`)
}

export async function say({ page }: Window, text: string): Promise<void> {
  const composer = page.getByTestId('composer-input')
  await composer.fill(text)
  await composer.press('Enter')
}
