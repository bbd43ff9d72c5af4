import { printable } from '../../net/core/text.ts'
import type { HttpProblem, PhaseName } from '../../net/diagnostics/http/index.ts'

export const phaseWords: Record<PhaseName, string> = {
  dns: 'DNS',
  connect: 'connect',
  tls: 'TLS',
  sent: 'request sent',
  waiting: 'waiting',
  download: 'download',
}

const certificates: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet (or the clock of this computer is wrong)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it vouches for itself only',
  SELF_SIGNED_CERT_IN_CHAIN: 'who signed it vouches for itself only',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'who signed it is unknown here',
  UNABLE_TO_GET_ISSUER_CERT: 'who signed it is unknown here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'who signed it is unknown here',
  CERT_SIGNATURE_FAILURE: 'it is damaged: its signature does not fit',
  CERT_REVOKED: 'it was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
}

/** As text, where it is text: the end may be in the middle of a character. */
function beginningInWords(hex: string): string {
  const text = Buffer.from(hex, 'hex')
    .toString()
    .replace(/\ufffd+$/, '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what text does not have
  const isText = !/[\ufffd\u0000-\u0008\u000e-\u001a]/.test(text)
  return hex === '' ? 'nothing' : isText ? `“${printable(text)}”` : hex
}

/** Everything but what the network itself says. */
export function httpProblemInWords(problem: Exclude<HttpProblem, { type: 'network' }>): string {
  switch (problem.type) {
    case 'timeout':
      return `No answer in ${problem.timeoutMs / 1_000} s; it was at “${phaseWords[problem.phase]}”.`
    case 'not-http':
      return `The answer is not HTTP (${problem.code}). It begins with: ${beginningInWords(problem.hex)}`
    case 'bare-newlines':
      return `The lines of the answer’s header end with \\n alone, and HTTP wants \\r\\n (${problem.code}). It begins with: ${beginningInWords(problem.hex)}`
    case 'closed-unanswered':
      return 'The server closed the connection without answering. See what its program does after it has read the request.'
    case 'headers-too-large':
      return 'The headers of the answer are too large.'
    case 'certificate':
      return `The certificate can’t be trusted: ${certificates[problem.code] ?? 'it is wrong'} (${problem.code}). --insecure looks at it anyway.`
    case 'tls':
      return `Encryption could not be set up (${problem.code}). Perhaps this port speaks plain HTTP, or the other side is damaged or very old.`
    case 'cut-short':
      return `The connection ended in the middle of the answer, after ${problem.received} bytes of it.`
    case 'body-too-large':
      return `The answer is larger than ${problem.most / 1024 / 1024} MiB, or never ends: stopped.`
    case 'expands-too-much':
      return `The answer is compressed beyond reason: ${problem.wire} bytes became ${problem.decoded} and more. Stopped.`
    case 'bad-encoding':
      return `The answer says that it is compressed with ${problem.encoding}, and is not.`
    case 'redirect-loop':
      return 'The redirects go in a circle.'
    case 'too-many-redirects':
      return `More than ${problem.most} redirects.`
    case 'bad-redirect':
      return `It redirects to “${problem.location}”, which is no web address.`
    case 'stopped':
      return 'Stopped.'
  }
}
