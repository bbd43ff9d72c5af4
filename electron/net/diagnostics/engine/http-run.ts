import { historyLimits } from '../../../../shared/diagnostic-limits.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { HttpFigures, HttpRun, HttpSample, HttpTestOptions } from '../../../../shared/model/http.ts'
import { askHttp, createAgents, figuresOf, type HttpResult } from '../http/index.ts'
import { diagnosticLimits as limits } from '../limits.ts'
import { Recorder, type RunHandle, type RunHooks } from '../measure/recorder.ts'
import { payloadMaker } from '../payload.ts'

export interface HttpTestHooks extends RunHooks<HttpSample, HttpFigures> {
  readonly onReply?: (sample: HttpSample, sent: Buffer | null, body: Buffer) => void
}

/** Requests one after the other, each with the phases of its hops. Throws `bad-address`, `bad-argument`. */
export function startHttpTest(options: HttpTestOptions, hooks: HttpTestHooks = {}): RunHandle<HttpRun> {
  if (!URL.canParse(options.url) || new URL(options.url).port === '0') throw new AppError('bad-address', { host: options.url.slice(0, 200) })
  const aborted = new AbortController()
  const agents = createAgents(options.keepAlive)
  const recorder = new Recorder<'http', HttpTestOptions, HttpSample, HttpFigures>({
    kind: 'http',
    options,
    limits: { timeMs: limits.runMs, samples: options.repeat },
    summarise: (samples) => figuresOf(samples.flatMap(({ hops, problem }) => hops.slice(-1).map((hop) => ({ ...hop, problem })))),
    onEnd: () => {
      aborted.abort()
      agents.close()
    },
    ...hooks,
  })
  const body = options.body === null ? null : payloadMaker(options.body)(0)
  const go = async () => {
    for (let seq = 0; seq < options.repeat && recorder.running; seq++) {
      const atMs = recorder.since(recorder.clock.monotonic())
      const result = await askHttp({ ...options, body }, agents, aborted.signal)
      if (result.problem?.type === 'stopped') break
      const sample = { seq, atMs, hops: result.hops, problem: result.problem, body: seq === 0 ? bodyOf(result) : null }
      recorder.put(sample)
      hooks.onReply?.(sample, body, result.body)
    }
    recorder.end('complete')
  }
  go().catch((thrown: unknown) => recorder.fail(thrown))
  return recorder
}

const bodyOf = ({ body }: HttpResult): HttpSample['body'] => ({ base64: body.subarray(0, historyLimits.bodyBytes).toString('base64'), bytes: body.length })
