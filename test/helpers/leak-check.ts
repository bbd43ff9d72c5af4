import { afterAll, expect } from 'vitest'

const counted: readonly string[] = ['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'TLSWrap', 'ProcessWrap', 'UDPWrap']

const open = (): readonly string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => counted.includes(name))
    .sort()

/** Call it first in a file: when all its tests are over, no socket, server or child process is open that was not before. */
export function checkLeaks(): void {
  const before = open()
  afterAll(async () => {
    for (let turn = 0; turn < 200 && open().length > before.length; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(open()).toEqual(before)
  })
}
