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

/** Everything but what the network itself says. */
export function httpProblemInWords(problem: Exclude<HttpProblem, { type: 'network' }>): string {
  switch (problem.type) {
    case 'timeout':
      return `No answer in ${problem.timeoutMs / 1_000} s; it was at “${phaseWords[problem.phase]}”.`
    case 'not-http':
      return `The answer is not HTTP (${problem.code}). It begins with: ${problem.hex === '' ? 'nothing' : problem.hex}`
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
