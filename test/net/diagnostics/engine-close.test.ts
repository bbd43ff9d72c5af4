import { expect, it } from 'vitest'
import { Engine } from '../../../electron/net/diagnostics/engine/index.ts'

it('an engine that is closed leaves nothing that was only beginning, and begins nothing any more', async () => {
  const ended: string[] = []
  const engine = new Engine({ onRun: () => {}, onProgress: () => {}, onEnd: (run) => ended.push(run.id) })
  const test = { kind: 'udp-echo-server', options: { host: '127.0.0.1', port: 0, answer: { type: 'echo' } } } as const
  const starting = engine.start(test)
  await engine.close()
  expect(ended).toEqual([(await starting).id])
  expect(engine.running()).toEqual([])
  await expect(engine.start(test)).rejects.toMatchObject({ code: 'cancelled' })
})
