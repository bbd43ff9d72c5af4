import { afterEach } from 'vitest'
import { type LaunchOptions, launch, type Window } from './launch.ts'

/** Opens windows that are closed, and checked for errors, after each test. */
export function windowOpener(): (options?: LaunchOptions) => Promise<Window> {
  const open: Window[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((window) => window.close()))
  })
  return async (options) => {
    const window = await launch(options)
    open.push(window)
    return window
  }
}
