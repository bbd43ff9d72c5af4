import { app } from 'electron'
import { parseInvitation } from '../../shared/invitation.ts'

/** The invitation among the arguments of a start; null: none. What else is there is the system's. */
export function invitationIn(argv: readonly string[]): string | null {
  return argv.find((argument) => /^palabre:/i.test(argument) && parseInvitation(argument) !== null) ?? null
}

/**
 * `palabre://` links that the system hands over: with the first start, to the one that runs (a second start), or as an event (macOS). They only
 * show the window what was opened; a page that makes someone click must not connect anybody.
 */
export function receiveInvitations(open: (url: string) => void): void {
  // Linux: the package's desktop entry says it.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient('palabre')
  app.on('second-instance', (_event, argv) => openIfAny(argv))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    openIfAny([url])
  })
  openIfAny(process.argv)

  function openIfAny(argv: readonly string[]): void {
    const url = invitationIn(argv)
    if (url !== null) open(url)
  }
}
