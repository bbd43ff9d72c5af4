import type { App } from 'electron'
import { parseInvitation } from '../../shared/invitation.ts'

/** The invitation among the arguments of a start; null: none. What else is there is the system's. */
export function invitationIn(argv: readonly string[]): string | null {
  return argv.find((argument) => /^palabre:/i.test(argument) && parseInvitation(argument) !== null) ?? null
}

/**
 * `palabre://` links that the system hands over: with the first start, to the one that runs (a second start), or as an event (macOS). They only
 * show the window what was opened; a page that makes someone click must not connect anybody. To be called before the app is ready: macOS tells which
 * link started it before that. Answers what gives them to `open`; until then the last one is kept.
 */
export function receiveInvitations(app: Pick<App, 'on'>, argv: readonly string[]): (open: (url: string) => void) => void {
  let kept = invitationIn(argv)
  let give = (url: string) => {
    kept = url
  }
  const giveIfAny = (words: readonly string[]) => {
    const url = invitationIn(words)
    if (url !== null) give(url)
  }
  app.on('second-instance', (_event, words) => giveIfAny(words))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    giveIfAny([url])
  })
  return (open) => {
    give = open
    if (kept !== null) open(kept)
    kept = null
  }
}

/** Linux: the package's desktop entry says it. */
export function claimLinks(app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>): void {
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient('palabre')
}
