import { protocol } from 'electron'
import { type FileAddress, fileAddressOf } from '../../shared/ipc/file-url.ts'
import { pictureIdOf } from '../../shared/ipc/picture-url.ts'
import type { PictureId } from '../../shared/model/person.ts'
import type { Picture } from '../net/core/picture.ts'
import { scheme } from './origin.ts'
import { answerPage, answerPicture } from './page-files.ts'
import { answerFile } from './shared-files.ts'

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true } }])
}

export interface Served {
  readonly folder: string
  readonly findPicture: (id: PictureId) => Promise<Picture | null>
  readonly findFile: (address: FileAddress) => Promise<string | null>
}

/** Serves the renderer's folder and nothing outside it, and the pictures that are kept. */
export function serveApp({ folder, findPicture, findFile }: Served): void {
  protocol.handle(scheme, async (request) => {
    const { url, method } = request
    const picture = pictureIdOf(url)
    if (picture) return answerPicture(findPicture, picture, method)
    const file = fileAddressOf(url)
    if (file) return answerFile(findFile, file, request)
    return answerPage(folder, url, method)
  })
}
