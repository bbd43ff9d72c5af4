import { startUdpEchoTest } from './echo-test.ts'
import { startUdpEchoServer } from './server.ts'

/** How much this computer itself adds to a round trip: its own probes to its own reflector, without a network. null: could not be measured. ms */
export async function measureFloor(): Promise<number | null> {
  const server = await startUdpEchoServer({ host: '127.0.0.1', port: 0, answer: { type: 'echo' } }).catch(() => null)
  if (!server) return null
  // As far apart as a test's own: a processor that has slept in between takes longer to answer.
  const probes = { payload: { type: 'size', bytes: 64 }, count: 50, rate: 100, replyTimeoutMs: 500 } as const
  const { summary } = await startUdpEchoTest({ ...server.address, ...probes }).done
  await server.stop()
  return summary.rtt?.p50 ?? null
}
