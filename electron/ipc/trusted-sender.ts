/** The part of an IPC event that says who calls. */
export interface Sender {
  readonly sender: { readonly id: number }
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
}

export interface Trusted {
  /** Id of our window's web contents. */
  readonly pageId: number
  readonly origins: readonly string[]
}

/** Only the main frame of our window may call, while it shows a page of ours: the app's own origin, or the dev server's while developing. */
export function isTrustedSender(event: Sender, { pageId, origins }: Trusted): boolean {
  try {
    const { sender, senderFrame } = event
    return sender.id === pageId && senderFrame !== null && !senderFrame.parent && origins.includes(originOf(senderFrame.url))
  } catch {
    // A frame that is gone throws at every look; an address that is none has no origin.
    return false
  }
}

/** `app:` is not a special scheme for `URL`, whose `origin` would be "null". */
function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
