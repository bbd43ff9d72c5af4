import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow, Rectangle } from 'electron'

export interface WindowState extends Rectangle {
  readonly maximized: boolean
}

const fileIn = (folder: string) => join(folder, 'window.json')

/** Where the window was; null when never saved, unreadable, or on no screen of now. */
export function readWindowState(folder: string, screens: readonly Rectangle[]): WindowState | null {
  try {
    const state: unknown = JSON.parse(readFileSync(fileIn(folder), 'utf8'))
    return isWindowState(state) && isVisible(state, screens) ? state : null
  } catch {
    return null
  }
}

/** By hand, since the schema library loads after the window. */
function isWindowState(value: unknown): value is WindowState {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height, maximized } = value as Record<string, unknown>
  const numbers = [x, y, width, height].every((n) => Number.isInteger(n) && Math.abs(n as number) < 100_000)
  return numbers && (width as number) >= 480 && (height as number) >= 400 && typeof maximized === 'boolean'
}

const isVisible = (state: Rectangle, screens: readonly Rectangle[]): boolean =>
  screens.some((s) => state.x < s.x + s.width - 80 && state.x + state.width > s.x + 80 && state.y >= s.y - 20 && state.y < s.y + s.height - 80)

/** Saved when the window closes; losing it costs nothing, so errors are left alone. */
export function keepWindowState(window: BrowserWindow, folder: string): void {
  window.on('close', () => {
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() }
    try {
      writeFileSync(`${fileIn(folder)}.new`, JSON.stringify(state))
      renameSync(`${fileIn(folder)}.new`, fileIn(folder))
    } catch {}
  })
}
