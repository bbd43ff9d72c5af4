/** The doctor’s verdicts: what it is, and what to do next. Here, for the window and the reports say the same. */
export const en = {
  program: {
    palabre: 'a Palabre',
    http: 'an HTTP server',
    ssh: 'an SSH server',
    tls: 'a server that wants TLS',
    'mail-or-ftp': 'a mail or FTP server',
    text: 'a program that sends text',
    binary: 'a program that sends binary data',
    silent: 'a program that says nothing',
  },
  /** The same, of one's own computer: there is nobody to ask. */
  here: {
    refused: {
      what: 'Nothing is listening on port {{port}} of this computer.',
      next: 'Start the program that should listen there, or check its port and the address that it listens on.',
    },
    'no-answer': { what: 'Nobody answered at {{host}}, though it is this computer.', next: 'A firewall here drops what is sent: allow port {{port}} in it.' },
    cut: {
      what: 'What listens on port {{port}} of this computer cuts every connection at once.',
      next: 'See what that program says: it may fail as it accepts.',
    },
    'wrong-program': {
      what: 'Something else answers on port {{port}} of this computer: {{program}}.',
      next: 'Check on which port your Palabre listens; its card says it.',
    },
    inconclusive: { what: 'What was seen does not say what is wrong.', next: 'See what the program says that listens on port {{port}} of this computer.' },
  },
  verdict: {
    'all-well': {
      what: 'All is well: {{name}} can be reached, and reaches you.',
      next: 'If messages still wait, restart Palabre on both sides.',
    },
    reachable: {
      what: '{{name}} can be reached from here. Whether they reach you was not tested from their side.',
      next: 'Let {{name}} run the doctor too, or accept one another: then they can dial back.',
    },
    offline: { what: 'This computer has no network.', next: 'Check Wi-Fi or cable.' },
    'no-listener': { what: 'Your own Palabre does not listen: nobody can reach you.', next: 'Choose another port in Settings, Network.' },
    'local-only': {
      what: 'Your Palabre listens on this computer alone (port {{ownPort}}): others can’t connect.',
      next: 'Let it listen on every interface, in Settings, Network.',
    },
    'name-unknown': { what: 'The name {{host}} does not exist.', next: 'Check how it is written, or use the address in numbers.' },
    'names-silent': { what: 'The name server did not answer for {{host}}.', next: 'Use the address in numbers.' },
    'own-address': { what: 'That is your own address.', next: 'Ask {{name}} for theirs.' },
    'no-way': { what: 'This computer has no route to {{host}}.', next: 'Try an IPv4 address, connect to their network, or disconnect the VPN.' },
    'stopped-here': {
      what: 'A firewall on this computer stops what it sends.',
      next: 'Allow Palabre to connect to others, in the firewall of this computer.',
    },
    'local-network-denied': {
      what: 'macOS has not allowed this app to use the local network.',
      next: 'Open System Settings, Privacy & Security, Local Network, and allow Palabre.',
    },
    isolated: {
      what: 'This Wi-Fi keeps devices apart (a guest network, or client isolation).',
      next: 'Use another Wi-Fi or a hotspot, or ask who runs it to switch isolation off.',
    },
    'nobody-there': {
      what: 'No device answers at {{host}}: it is off, or has a new address.',
      next: 'Ask {{name}} for the address that their Palabre shows now.',
    },
    unreachable: {
      what: 'A router says that {{host}} can’t be reached.',
      next: 'Check the address; if it is in another building or a VPN, that network may be down.',
    },
    refused: {
      what: '{{name}}’s computer is on and answered: nothing is listening on port {{port}} (or a firewall answers for it).',
      next: 'Ask {{name}} to open Palabre and to check that it listens on port {{port}}.',
    },
    rejected: {
      what: '{{name}}’s computer is on, but a firewall rejects connections to port {{port}}.',
      next: '{{name}} has to allow port {{port}} there. On Linux: sudo ufw allow {{port}}/tcp',
    },
    'their-firewall': {
      what: '{{name}}’s firewall silently drops connections to port {{port}}.',
      next: '{{name}} has to allow it there. On Linux: sudo ufw allow {{port}}/tcp. On Windows, allow Palabre on this kind of network.',
    },
    'no-answer': {
      what: 'Nobody answered at {{host}}. A firewall drops what is sent, the address is wrong, or the computer is off.',
      next: 'Ask {{name}} whether the computer is on and has this address, then let them run the doctor there.',
    },
    cut: {
      what: 'What listens at {{host}}, port {{port}}, cuts every connection at once.',
      next: 'Ask {{name}} to restart the program there; it may be full, or have blocked you.',
    },
    'text-program': {
      what: '{{name}}, port {{port}}, can be reached: no Palabre is there, but {{program}}.',
      next: 'One can talk with it, unencrypted: /join {{host}} {{port}}. If a Palabre should listen there, check the port.',
    },
    'wrong-program': {
      what: 'Something else answers on port {{port}}: {{program}}.',
      next: 'Ask {{name}} which port Palabre listens on; it is on their card.',
    },
    'wrong-version': { what: '{{name}}’s Palabre speaks another version of the protocol ({{version}}).', next: 'Update Palabre on both sides.' },
    'wrong-key': {
      what: 'Somebody else answers at {{host}}, port {{port}}: the key is not {{name}}’s.',
      next: 'Ask {{name}} in person for their address now, or whether they have a new key.',
    },
    'my-firewall': {
      what: 'Your computer blocks incoming connections: {{name}} could not reach your port {{ownPort}}.',
      next: 'Allow it here. On Linux: sudo ufw allow {{ownPort}}/tcp. On Windows, set the network to Private and allow Palabre.',
    },
    'behind-router': {
      what: 'A router stands in between: others see you as {{seenAs}}, and can’t connect to your port {{ownPort}} there.',
      next: 'You can still connect to them. For the other direction, forward the port in the router.',
    },
    'router-rewrites': {
      what: 'A router rewrites your port for every contact; direct calls from outside will fail.',
      next: 'Connect to others yourself, or forward the port in the router.',
    },
    'udp-blocked': {
      what: 'Messages work; calls and fast tests do not: UDP is blocked.',
      next: 'Ask who runs the network, or the firewall on either side, to let UDP through.',
    },
    'large-lost': {
      what: 'Small packets pass, big ones vanish (MTU): {{bytes}} bytes came back, {{lost}} did not.',
      next: 'Look for the limit with the MTU test, and keep datagrams at {{bytes}} bytes.',
    },
    'busy-line': {
      what: 'Your line is fine until it is busy: {{idleMs}} becomes {{loadedMs}} (bufferbloat).',
      next: 'Pause uploads while you talk, or switch on SQM or QoS in the router.',
    },
    inconclusive: { what: 'What was seen does not say what is wrong.', next: 'Let {{name}} run the doctor too, and compare.' },
  },
} as const
