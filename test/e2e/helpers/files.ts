import type { Page } from 'playwright-core'
import type { Window } from './launch.ts'

/** The system's dialog can't be driven: it answers this. */
export const choose = ({ app }: Window, filePaths: readonly string[]): Promise<void> =>
  app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: paths })) as unknown as typeof dialog.showOpenDialog
  }, filePaths)

/** What is received goes there. */
export async function downloadTo(window: Window, folder: string): Promise<void> {
  const { page } = window
  await choose(window, [folder])
  await page.getByTestId('rail-settings').click()
  await page.getByTestId('settings-files-tab').click()
  await page.getByTestId('choose-downloads').click()
  await page.getByTestId('downloads').filter({ hasText: folder }).waitFor()
  await page.getByTestId('rail-conversations').click()
}

/** As the system says it: Chromium itself is told that a person drags files of this computer over the page. */
export async function dropFiles(page: Page, testId: string, files: readonly string[]): Promise<void> {
  const box = await page.getByTestId(testId).boundingBox()
  if (!box) throw new Error('nowhere to drop')
  const session = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: [...files], dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...at })
  await session.detach()
}
