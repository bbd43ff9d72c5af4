/** The part of an IPC event that says who calls. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
}

/** Only the main frame of a page of ours may call: the app's own origin, or the dev server while developing. */
export function isTrustedSender({ senderFrame }: Sender, origins: readonly string[]): boolean {
  if (!senderFrame || senderFrame.parent) return false
  return URL.canParse(senderFrame.url) && origins.includes(originOf(senderFrame.url))
}

/** `app:` is not a special scheme for `URL`, whose `origin` would be "null". */
function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
