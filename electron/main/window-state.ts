import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserWindow, Rectangle } from 'electron'
import { z } from 'zod'

const schema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(480),
  height: z.number().int().min(400),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof schema>

const fileIn = (folder: string) => join(folder, 'window.json')

/** Where the window was; null when never saved, unreadable, or on no screen of now. */
export function readWindowState(folder: string, screens: readonly Rectangle[]): WindowState | null {
  try {
    const state = schema.parse(JSON.parse(readFileSync(fileIn(folder), 'utf8')))
    const visible = screens.some(
      (s) => state.x < s.x + s.width - 80 && state.x + state.width > s.x + 80 && state.y >= s.y - 20 && state.y < s.y + s.height - 80,
    )
    return visible ? state : null
  } catch {
    return null
  }
}

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
