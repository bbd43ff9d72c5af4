import { Readable } from 'node:stream'

/**
 * What the app's own protocol answers. Not a `Response` of the web: with the first one Node loads its whole HTTP client, 35 to 50 ms of the start, in
 * which the page waits.
 */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | Readable | null
}

/** As Electron takes it: of bytes in one piece. */
export const streamed = ({ status, headers, body }: Answer): Electron.ProtocolResponse => ({
  statusCode: status,
  headers: { ...headers },
  data: body instanceof Readable ? body : Readable.from(body?.length ? body : []),
})
