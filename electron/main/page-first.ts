import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WebContents } from 'electron'

/** A page that does not come to an end (it is not there, or broken) holds the core up for this long, ms. */
const pageWaitMs = 2_000

/**
 * Loading the core takes this process a while in one piece, in which it answers neither the page's requests nor the compositor's, on which the
 * page waits too. Side by side both are later than one after the other.
 */
export async function pageFirst(contents: WebContents): Promise<void> {
  await Promise.race([once(contents, 'did-stop-loading'), sleep(pageWaitMs)])
}
