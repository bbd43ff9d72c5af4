import { protocol } from 'electron'
import { type FileAddress, fileAddressOf } from '../../shared/ipc/file-url.ts'
import { pictureIdOf } from '../../shared/ipc/picture-url.ts'
import type { PictureId } from '../../shared/model/person.ts'
import type { Picture } from '../net/core/picture.ts'
import { type Answer, streamed } from './answer.ts'
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

/** Chromium's code of a request that failed. */
const failed = -2

/**
 * Serves the renderer's folder and nothing outside it, and the pictures and files that are kept. Electron calls this way of registering deprecated for
 * `protocol.handle`, which is the same but for the web's `Request` and `Response` (see `Answer`).
 */
export function serveApp({ folder, findPicture, findFile }: Served): void {
  const answer = async ({ url, method, headers }: Electron.ProtocolRequest): Promise<Answer> => {
    const picture = pictureIdOf(url)
    if (picture) return answerPicture(findPicture, picture, method)
    const file = fileAddressOf(url)
    if (file) return answerFile(findFile, file, { method, range: headers['Range'] ?? headers['range'] })
    return answerPage(folder, url, method)
  }
  protocol.registerStreamProtocol(scheme, (request, reply) => {
    answer(request).then(
      (found) => reply(streamed(found)),
      () => reply({ error: failed }),
    )
  })
}
