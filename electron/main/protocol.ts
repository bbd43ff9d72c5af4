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

/** Serves the renderer's folder and nothing outside it, and the pictures that are kept. */
export function serveApp(folder: string, findPicture: (id: PictureId) => Promise<Picture | null>): void {
  protocol.handle(scheme, ({ url, method }) => {
    const picture = pictureIdOf(url)
    return picture ? answerPicture(findPicture, picture, method) : answerPage(folder, url, method)
  })
}
