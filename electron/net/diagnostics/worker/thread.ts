import { parentPort, workerData } from 'node:worker_threads'
import { serveDiagnostics } from './guest.ts'
import type { ThreadData } from './messages.ts'

/** What the worker thread runs: a file of its own once built. */
if (parentPort) serveDiagnostics(parentPort, workerData as ThreadData)
