import { type BrowserWindow, nativeTheme } from 'electron'

/** The paper of the page (`--bg` of its tokens), so that nothing flashes before it paints or while the window grows. */
const paper = { light: '#faf6ef', dark: '#1b1714' }

export const paperColor = (): string => (nativeTheme.shouldUseDarkColors ? paper.dark : paper.light)

/** The window's own surface follows the theme, whether the settings or the system changed it. */
export function followTheme(window: BrowserWindow): void {
  const paint = () => window.setBackgroundColor(paperColor())
  nativeTheme.on('updated', paint)
  window.once('closed', () => nativeTheme.off('updated', paint))
}
