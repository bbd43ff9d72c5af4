import { protocol } from 'electron'
import { pictureIdOf } from '../../shared/ipc/picture-url.ts'
import type { PictureId } from '../../shared/model/person.ts'
import type { Picture } from '../net/core/picture.ts'
import { scheme } from './origin.ts'
import { answerPage, answerPicture } from './page-files.ts'

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

export interface Served {
  readonly folder: string
  readonly findPicture: (id: PictureId) => Promise<Picture | null>
  /** The page has been given a script. */
  readonly onScript: () => void
}

/** Serves the renderer's folder and nothing outside it, and the pictures that are kept. */
export function serveApp({ folder, findPicture, onScript }: Served): void {
  protocol.handle(scheme, async ({ url, method }) => {
    const picture = pictureIdOf(url)
    if (picture) return answerPicture(findPicture, picture, method)
    const answer = await answerPage(folder, url, method)
    if (url.endsWith('.js')) onScript()
    return answer
  })
}
