import type { Interface } from 'node:readline'

const most = 1_000

/** The lines of a readline interface from the moment of the call, in order, whenever they are asked for (its own iterator loses early ones). */
export function lineQueue(source: Interface): AsyncIterable<string> {
  const waiting: string[] = []
  let closed = false
  let wake = () => {}
  source.on('line', (line) => {
    waiting.push(line)
    if (waiting.length >= most) source.pause()
    wake()
  })
  source.once('close', () => {
    closed = true
    wake()
  })
  return {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const line = waiting.shift()
        if (line !== undefined) yield line
        else if (closed) return
        else {
          source.resume()
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}
