import { protocol } from 'electron'
import { scheme } from './origin.ts'
import { answerPage } from './page-files.ts'

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the renderer's folder and nothing outside it. */
export function serveApp(folder: string): void {
  protocol.handle(scheme, ({ url, method }) => answerPage(folder, url, method))
}
