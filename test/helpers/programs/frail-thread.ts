import { parentPort, workerData } from 'node:worker_threads'
import { serveDiagnostics, type ThreadData } from '../../../electron/net/diagnostics/worker/index.ts'

/** The thread of the diagnostics, with one fault: it does not survive that client 666 is let go. */
parentPort?.on('message', ({ name, args }: { readonly name: string; readonly args: readonly unknown[] }) => {
  if (name === 'kick' && args[1] === 666) throw new Error('as a fault inside would')
})
if (parentPort) serveDiagnostics(parentPort, workerData as ThreadData)
