/** The page's own origin: a scheme of ours, so no file access and no port. */
export const scheme = 'app'
export const appOrigin = `${scheme}://bundle`

/** Set by the dev server; never in a packaged app. */
export const devServer = (isPackaged: boolean): string | undefined => (isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'])
