/** The Learn drawer and the experiments. */
export const learn = {
  open: 'Learn',
  title: 'What happened on the wire',
  here: 'This computer',
  there: 'The other side',
  seenHere: 'Seen here:',
  out: { observed: 'Sent:', inferred: 'The system sent, as it must have:' },
  in: { observed: 'Received:', inferred: 'The system received, as it must have:' },
  rung: {
    dnsAsk: 'Which address has {{host}}?',
    dnsTell: 'The name server answers, after {{ms}}',
    syn: 'SYN: may I connect?',
    synAgain: 'SYN, again after 1 s, 3 s, …',
    synAck: 'SYN-ACK: yes, and may I?',
    ack: 'ACK: arrived',
    rst: 'RST: nobody listens here',
    icmp: 'ICMP: no program on this port',
    connected: 'Connected, after {{ms}}',
    refused: 'Told to the program: {{code}}',
    gaveUp: 'Given up after {{ms}}: {{code}}',
    send: '{{bytes}} bytes',
    reply: '{{bytes}} bytes back, after {{ms}}',
    replyPieces: '{{bytes}} bytes back in {{chunks}} pieces, after {{ms}}',
    silence: 'No answer in time',
    fin: 'FIN: I have said all',
    finThere: 'FIN: so have I',
    datagram: 'Datagram {{number}}, {{bytes}} bytes',
    datagramBack: 'Datagram back, {{bytes}} bytes, after {{ms}}',
    nothingBack: 'Nothing came back: lost there, or on the way back',
    tlsHello: 'ClientHello: which ciphers, which name',
    tlsAnswer: 'Certificate and keys, after {{ms}}',
    request: '{{method}} {{path}}',
    response: '{{status}}: {{bytes}} bytes, the first after {{ms}}',
    notSent: 'Not sent, {{bytes}} bytes: {{code}}',
  },
  lessonTitle: {
    dashed: 'Dashed lines',
    handshake: 'Three packets before the first byte',
    noMessages: 'TCP knows no messages',
    ephemeral: 'Your own port',
    loopback: '127.0.0.1 and 0.0.0.0',
    nagle: 'Small pieces wait',
    datagrams: 'Each for itself',
    udpNever: 'Silence proves nothing',
    phases: 'Where the time goes',
    keepAlive: 'The second time is faster',
  },
  lesson: {
    dashed: 'Solid: this program saw it. Dashed: the system must have sent it for that to happen; a program like this one can’t see packets.',
    handshake: 'Connecting takes one round trip: SYN there, SYN-ACK back. The system of the other side answers it, before its program even knows.',
    noMessages:
      'What is written once may arrive in several pieces, and two writes in one. Whoever needs messages must say where each ends: a length before it, or a line end after it.',
    ephemeral:
      'You asked for port {{remotePort}} there; your system chose port {{port}} here, any free one. Both ports and both addresses together name the connection.',
    loopback:
      'A server at 127.0.0.1 is reached from this computer alone. At 0.0.0.0 or :: it listens at every address of the computer, so others reach it too.',
    nagle:
      'Without TCP_NODELAY, a small piece waits until the one before it is acknowledged; and the other side waits up to 40 ms with that. Together they make 40 ms of nothing.',
    datagrams: 'UDP has no connection: no handshake, no order, no repeating. Each datagram arrives whole, or not at all, or twice.',
    udpNever: 'A closed port may answer with ICMP, a firewall with nothing. No answer can mean: lost there, lost on the way back, or nobody there.',
    phases:
      'The name, the connection and the encryption cost a round trip or more each, before the request is even sent. Waiting is the server’s own time and one more round trip.',
    keepAlive: 'A connection that is kept has no name to look up, nobody to connect to and no keys to agree on. Repeat the request to see it.',
  },
} as const

export const experiments = {
  title: 'Experiments: change one thing',
  run: 'Try it',
  running: 'Trying…',
  nagle: {
    title: 'Nagle on and off',
    text: 'Twenty small messages a second to a server that thinks for 100 ms: once with TCP_NODELAY, once without.',
    found: 'With TCP_NODELAY {{one}}, without {{other}} (median). The difference is waiting for acknowledgements.',
  },
  once: {
    title: 'A server that hangs up',
    text: 'Five messages to a server that ends the connection after its first answer.',
    found: 'Each message needed a connection of its own: {{one}} to connect, each time (median).',
  },
  closed: {
    title: 'A closed port',
    text: 'A connection to a port of this computer where nobody listens.',
    found: 'The system said no within {{one}}: {{code}}. A firewall that drops would have said nothing.',
  },
  large: {
    title: 'A datagram too large',
    text: '65508 bytes in one datagram: one more than UDP can carry.',
    found: 'It never left: {{code}}. 65507 bytes is the most, 1200 pass everywhere.',
  },
  flood: {
    title: 'Faster than it is read',
    text: 'Datagrams of 32 kB, 2,000 a second for two seconds, to a server on this very computer.',
    found: '{{one}} of {{other}} came back. No network was involved: the rest was dropped or held back in this computer.',
  },
  failed: 'It could not be tried: {{code}}.',
} as const
