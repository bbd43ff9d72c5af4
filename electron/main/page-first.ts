import { setTimeout as sleep } from 'node:timers/promises'

/** A page that asks for no script (it is not there, or broken) holds the core up for this long, ms. */
const scriptWaitMs = 1_000
/** What a script's bytes need to be on their way, ms. */
const sendingMs = 30

/**
 * Loading the core takes this process a while in one piece, in which no file of the page could be answered. It begins when the page has its
 * script: from then on the page and the core come to life side by side.
 */
export function pageFirst(): { readonly onScript: () => void; readonly served: Promise<void> } {
  let onScript = () => {}
  const asked = new Promise<void>((resolve) => {
    onScript = resolve
  })
  const served = Promise.race([asked, sleep(scriptWaitMs)]).then(() => sleep(sendingMs))
  return { onScript, served }
}
