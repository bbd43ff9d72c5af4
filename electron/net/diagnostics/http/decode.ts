import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { HttpProblem } from './client-types.ts'
import { httpLimits as limits } from './constants.ts'

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

export interface Body {
  readonly kept: Buffer
  readonly wireBytes: number
  readonly bodyBytes: number
  readonly problem: HttpProblem | null
}

/** The body, decoded; stopped as soon as it is too large, or many times what travelled. Never rejects. */
export function readBody(response: IncomingMessage): Promise<Body> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const decoder = Object.hasOwn(decoders, encoding) ? (decoders[encoding]?.() ?? null) : null
  const parts: Buffer[] = []
  let [wireBytes, bodyBytes] = [0, 0]
  return new Promise((resolve) => {
    const finish = (problem: HttpProblem | null) => {
      resolve({ kept: Buffer.concat(parts), wireBytes, bodyBytes, problem })
      response.off('data', arrived)
      decoder?.off('data', decoded).destroy()
      if (problem) response.destroy()
    }
    const decoded = (part: Buffer) => {
      bodyBytes += part.length
      if (decoder && bodyBytes > Math.max(limits.expansionFree, wireBytes * limits.expansion))
        return finish({ type: 'expands-too-much', wire: wireBytes, decoded: bodyBytes })
      if (bodyBytes > limits.bodyBytes) return finish({ type: 'body-too-large', most: limits.bodyBytes })
      parts.push(part)
    }
    const arrived = (part: Buffer) => {
      wireBytes += part.length
      if (!decoder) return decoded(part)
      if (!decoder.write(part)) response.pause()
    }
    decoder?.on('data', decoded).on('drain', () => response.resume())
    decoder?.once('end', () => finish(null)).once('error', () => finish({ type: 'bad-encoding', encoding }))
    const cut = () => finish({ type: 'cut-short', received: wireBytes })
    response.on('data', arrived).once('error', cut).once('aborted', cut)
    response.once('end', () => (decoder && wireBytes > 0 ? decoder.end() : finish(null)))
  })
}
