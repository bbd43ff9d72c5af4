/** What a test met, and what one can do about it. The codes are those of `shared/symptom.ts` and of an HTTP problem (`shared/model/http.ts`). */
export const symptoms = {
  network: {
    refused: {
      what: '{{host}}, port {{port}} said no: the computer is there, but no program listens on this port (or a firewall answers for it).',
      next: 'Start the server there, check the port, or try another port of the same computer.',
    },
    'no-answer': {
      what: 'Nobody answered at {{host}}, port {{port}}. A firewall drops what is sent, the address is wrong, or the computer is off.',
      next: 'Let the doctor look: it asks other ports, the router, and whoever else can be reached.',
    },
    'udp-silence': {
      what: 'Nothing came back from {{host}}, port {{port}}. That is no proof: UDP never says whether it arrived.',
      next: 'Try the same computer over TCP.',
    },
    unreachable: {
      what: 'A router says that {{host}} can’t be reached, or no computer there answers.',
      next: 'Check that it is on and still has this address.',
    },
    'unreachable-here': {
      what: '{{host}} can’t be reached, and that was said at once: by this computer itself, or by a firewall close by.',
      next: 'Check the firewall here and there; on macOS, allow Palabre under Privacy, Local Network.',
    },
    'no-route': {
      what: 'There is no road to the network of {{host}}.',
      next: 'Check Wi-Fi or cable and the VPN; for an IPv6 address, try the IPv4 one.',
    },
    'network-down': { what: 'This computer has no network.', next: 'Check Wi-Fi or cable.' },
    'port-taken': { what: 'Port {{port}} is already taken on this computer.', next: 'Choose another; 0 is any free one.' },
    'not-own-address': { what: '{{host}} is not an address of this computer.', next: 'Choose one from the list.' },
    'port-reserved': {
      what: 'The system reserves port {{port}}: those under 1024 need the rights of an administrator.',
      next: 'Choose one from 1024.',
    },
    'broadcast-off': {
      what: 'The system does not let this program send to {{host}}.',
      next: 'Use the address of one computer instead of a broadcast address.',
    },
    'stopped-here': {
      what: 'A firewall on this computer stopped it: nothing was sent.',
      next: 'Allow Palabre in the firewall of this computer.',
    },
    'no-such-name': { what: 'The name {{host}} does not exist.', next: 'Check how it is written, or use the address in numbers.' },
    'names-silent': { what: 'The name server did not answer for {{host}}.', next: 'Use the address in numbers.' },
    cut: {
      what: '{{host}}, port {{port}} cut the connection abruptly.',
      next: 'See what its program says: it may have crashed, or have closed without reading all.',
    },
    silent: {
      what: '{{host}}, port {{port}} accepted the connection and said nothing: it waits for more, or never answers.',
      next: 'Does its program wait for the end of a line, or for the end of the connection? See what it does after it has read.',
    },
    'closed-unanswered': {
      what: '{{host}}, port {{port}} closed the connection without answering.',
      next: 'See what its program does between accepting and closing: it may not read, not answer, or have ended.',
    },
    'closed-before': {
      what: '{{host}}, port {{port}} had closed the connection already when something was written to it.',
      next: 'It may answer only once: send one message.',
    },
    'datagram-too-large': { what: 'That is too large for one UDP packet: at most 65507 bytes.', next: '1200 bytes pass everywhere.' },
    'too-many-open': { what: 'This computer has too many files and connections open.', next: 'Close some programs.' },
    'bad-port': { what: 'Ports go from 1 to 65535.', next: 'Choose another.' },
    'bad-address': { what: '“{{host}}” is not an address.', next: 'Examples: 192.168.1.42, 2001:db8::1, pc.local' },
  },
  http: {
    timeout: { what: 'No answer in {{seconds}} s; it was at “{{phase}}”.', next: 'Try again with more time, or let the doctor look at the way there.' },
    'not-http': { what: 'The answer is not HTTP ({{code}}).', next: 'Look at its first bytes: another program listens on this port.' },
    'bare-newlines': {
      what: 'The lines of the answer’s header end with \\n alone ({{code}}).',
      next: 'HTTP wants \\r\\n at the end of each of them, and once more before the body.',
    },
    'closed-unanswered': {
      what: 'The server closed the connection without answering.',
      next: 'See what its program does after it has read the request.',
    },
    'headers-too-large': { what: 'The headers of the answer are too large.', next: 'Ask who runs the server; often it is a cookie that has grown.' },
    certificate: {
      what: 'The certificate can’t be trusted: {{reason}} ({{code}}).',
      next: 'Check the name and this computer’s clock; or look at the answer without trusting it.',
    },
    tls: {
      what: 'Encryption could not be set up ({{code}}).',
      next: 'Perhaps this port speaks plain HTTP: try http:// instead of https://.',
    },
    'cut-short': {
      what: 'The connection ended in the middle of the answer, after {{received}} bytes of it.',
      next: 'Try again; if it stays, the server’s program fails there.',
    },
    'body-too-large': { what: 'The answer is larger than {{most}}, or never ends: stopped.', next: 'Ask for a part of it, with a Range header.' },
    'expands-too-much': {
      what: 'The answer is compressed beyond reason: {{wire}} bytes became {{decoded}} and more. Stopped.',
      next: 'Don’t trust this server; ask without compression (Accept-Encoding: identity).',
    },
    'bad-encoding': {
      what: 'The answer says that it is compressed with {{encoding}}, and is not.',
      next: 'Ask without compression (Accept-Encoding: identity).',
    },
    'redirect-loop': { what: 'The redirects go in a circle.', next: 'Stop following them and look at each; often a cookie is missing.' },
    'too-many-redirects': { what: 'More than {{most}} redirects.', next: 'Stop following them and look at each.' },
    'bad-redirect': { what: 'It redirects to “{{location}}”, which is no web address.', next: 'Ask who runs the server.' },
    stopped: { what: 'Stopped.', next: 'Start it again whenever you like.' },
  },
  certificate: {
    CERT_HAS_EXPIRED: 'it has expired',
    CERT_NOT_YET_VALID: 'it is not valid yet',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'it vouches for itself only',
    SELF_SIGNED_CERT_IN_CHAIN: 'who signed it vouches for itself only',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'who signed it is unknown here',
    UNABLE_TO_GET_ISSUER_CERT: 'who signed it is unknown here',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'who signed it is unknown here',
    CERT_SIGNATURE_FAILURE: 'it is damaged, its signature does not fit',
    CERT_REVOKED: 'it was revoked',
    ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
    other: 'it is wrong',
  },
  phase: { dns: 'DNS', connect: 'connect', tls: 'TLS', sent: 'request sent', waiting: 'waiting', download: 'download' },
} as const
