/** Resolves when the program is asked to stop: Ctrl-C, a polite kill, a terminal that closes. A second time ends it at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
