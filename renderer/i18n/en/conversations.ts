/** Words of the conversation list, the thread, the composer and the person's page. */
export const conversations = {
  list: {
    label: 'Conversations', search: 'Search people and messages', clearSearch: 'Clear the search', new: 'New conversation', pinned: 'Pinned', recent: 'Conversations', requests: 'Requests', blocked: 'Blocked',
    open: 'Open the list', close: 'Close the list', draft: 'Draft:', you: 'You:', deleted: 'Message deleted', none: 'No messages yet',
    unread_one: '{{count}} unread message', unread_other: '{{count}} unread messages', muted: 'Muted', pinnedMark: 'Pinned',
    online: 'Connected', offline: 'Not connected', trouble: 'Connection in trouble', connecting: 'Connecting',
    people: 'People', messages: 'Messages', noHits: 'Nothing found for “{{query}}”', noHitsHint: 'Try fewer letters, or a name.', searching: 'Searching…',
  },
  empty: {
    noneTitle: 'No conversations yet', noneText: 'Talk to someone by their address, or give them yours.', pickTitle: 'Pick a conversation', pickText: 'Or start one with an address: a Palabre answers encrypted, any raw-socket program answers in plain text.',
    threadTitle: 'Say hello to {{name}}', threadText: 'Only the two of you will read it. What you write now is delivered as soon as {{name}} can be reached.', threadPlain: 'This conversation is plain text: every program on the way can read it.', cleared: 'Cleared. Older messages are hidden on this computer only.', loading: 'Loading…',
  },
  header: {
    person: 'About {{name}}', encrypted: 'Encrypted', encryptedVerified: 'Encrypted, verified', plain: 'Not encrypted', verified: 'Verified', direct: 'direct', plainPath: 'raw TCP',
    rtt: 'Round trip {{time}}', rttNone: 'Round trip not measured', more: 'More', mute: 'Mute', unmute: 'Unmute', pin: 'Pin', unpin: 'Unpin', clear: 'Hide messages up to now', date: 'Go to a date…', leave: 'Disconnect', reconnect: 'Reconnect', about: 'About this person…', aboutPlain: 'About this conversation…', block: 'Block', unblock: 'Unblock', forget: 'Forget…', ping: 'Measure the round trip',
    address: 'Address: {{address}}', noAddress: 'No address known',
  },
  link: {
    open: 'Connected', offline: 'Not connected', offlinePlain: 'Closed', waiting: 'Not reachable now', connecting: 'Connecting…', unstable: 'Silent for 20 seconds, maybe gone', 'key-changed': 'Key changed', nextTry_one: 'next try in {{count}} second', nextTry_other: 'next try in {{count}} seconds', retryNow: 'Try now', attempts: 'Addresses tried', pending: 'trying…', connected: 'connected', cancelled: 'not needed', inMs: 'after {{time}}', whenBack: 'What you write is kept and sent when the connection is back.', theyDial: 'They opened this connection from a port that only existed for it, so it cannot be dialled back.', resolving: 'Looking up the name…',
  },
  thread: {
    label: 'Messages with {{name}}', unread: 'New messages', toNewest: 'Go to the newest message', newMessages_one: '{{count}} new message', newMessages_other: '{{count}} new messages', typing: '{{name}} is typing…', you: 'You', toUnread: 'First unread', loadingOlder: 'Loading older messages…', begin: 'This is where your conversation begins.', arrived: '{{name}}: {{text}}',
  },
  message: {
    queued: 'Waiting', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not sent', received: 'Received', pending: 'Saving…', edited: 'edited', editedAt: 'Edited {{time}}', late: 'late', lateAt: 'Written {{sent}}, arrived {{received}}', deleted: 'Message deleted', retry: 'Try again', replyTo: 'Reply to {{name}}', replyGone: 'a message that is no longer here', reply: 'Reply', react: 'React', edit: 'Edit', delete: 'Delete', copy: 'Copy text', more: 'Message actions', reactedMe: '{{emoji}} from you; remove', reactedThem: '{{emoji}} from {{name}}; add yours', reactedBoth: '{{emoji}} from you and {{name}}; remove yours', save: 'Save', cancel: 'Cancel', editing: 'Edit your message', editHint: 'Enter saves, Escape cancels', block: 'Code',
  },
  notice: {
    joined: '{{address}} joined', left: '{{address}} left', 'line-too-long': 'A line was longer than 64 KiB ({{bytes}} bytes); the rest of it was dropped.', 'line-too-longUnknown': 'A line was longer than 64 KiB; the rest of it was dropped.', 'key-changed': 'The security key changed. Compare the safety number again.', 'messages-lost': 'Some messages could not be read and were lost.', fin: 'The other side said it has nothing more to send (FIN).',
  },
  composer: {
    label: 'Message to {{name}}', placeholder: 'Write a message, or / for commands', placeholderNone: 'Type /join HOST PORT to talk to someone', placeholderPlain: 'Write a line of plain text, or / for commands', send: 'Send', emoji: 'Emoji', replying: 'Replying to {{name}}', cancelReply: 'Cancel the reply', blocked: 'You blocked {{name}}. Nothing is sent or received.', keyChanged: 'Nothing is sent until you have decided about the key.', request: 'Answering accepts the request.', closed: 'This connection is closed. What you wrote stays here.', lineEnd: 'Line end', lf: 'LF  \\n', crlf: 'CR LF  \\r\\n', none: 'Nothing', lineEndHint: 'What is sent after each message', tooLong: 'Too long by {{count}} characters', commands: 'Commands', hintEnter: 'Enter sends, Shift+Enter makes a new line', hintCtrlEnter: 'Ctrl+Enter sends, Enter makes a new line',
  },
  emoji: { label: 'Emoji', faces: 'Faces', hands: 'Hands and hearts', things: 'Things', signs: 'Signs' },
  command: {
    join: 'Connect to an address', msg: 'Open the conversation with someone you know', nick: 'Change your pseudonym', who: 'Who is connected now', ping: 'Measure the round trip', clear: 'Hide the messages up to now', quit: 'Close this conversation’s connection', help: 'What can be typed here',
    arg: { HOST: 'HOST', PORT: 'PORT', NAME: 'NAME', TEXT: 'TEXT' },
    problem: { 'unknown-command': '/{{command}} is not a command. Type /help to see them. To send text that starts with a slash, type two.', 'missing-argument': '{{argument}} is missing: {{usage}}', 'too-many-arguments': '“{{argument}}” is too much: {{usage}}', 'bad-port': '“{{argument}}” is not a port. A port is a number from 1 to 65535: {{usage}}', 'bad-address': '“{{argument}}” is neither an address nor a name: {{usage}}' },
    noConversation: 'Open a conversation first', pong: 'Round trip with {{name}}: {{time}}', renamed: 'You are now {{name}}', nobody: 'Nobody is connected now', connected: 'Connected now: {{names}}', close: 'Close',
  },
  help: { title: 'Commands and keys', commands: 'Commands', keys: 'Keys', new: 'New conversation', search: 'Search', switch: 'Previous or next conversation', editLast: 'Edit my last message (empty composer)', actions: 'Message actions (on a message)', close: 'Close, cancel', send: 'Send', line: 'New line' },
  request: { title: '{{name}} wants to talk to you', text: 'You do not know this person yet. They will not see that you are here or that you read this, until you accept or answer.', textPlain: 'A program at {{address}} opened a plain text connection. Answering accepts it.', accept: 'Accept', block: 'Block', forget: 'Delete' },
  key: {
    softTitle: 'Another key answers for {{name}}', softText: 'This happens after a new computer or a new profile; it can also be someone in between. Nothing is sent until you decide.', hardTitle: 'This is not the {{name}} you verified', hardText: 'Someone else answers at this address, or {{name}} has a new key. Do not go on before you have asked {{name}} in person or by phone. Nothing is sent.', accept: 'Talk with the new key', acceptHard: 'I have checked: use the new key', refuse: 'Keep the old key', offered: 'New key: {{id}}',
  },
  banner: { plain: 'Not encrypted: anyone on the network can read and change this conversation.', blocked: 'Blocked. {{name}} cannot reach you.', unblock: 'Unblock', storage: 'Messages cannot be saved now.' },
  join: {
    title: 'New conversation', text: 'The address of a Palabre, or of any program that speaks TCP.', host: 'Address or name', hostHint: '192.168.1.42, 192.168.1.42:3000, [fd00::1]:3000 or a name', port: 'Port', connect: 'Connect', cancel: 'Cancel', open: 'Open the conversation', connecting: 'Connecting to {{address}}…', connected: 'Connected to {{name}}', connectedSecure: 'Encrypted: a Palabre answered.', connectedPlain: 'Plain text: a program without encryption answered.', failed: 'No connection', again: 'Try again', needHost: 'Type an address or a name', needPort: 'A port is a number from 1 to 65535', tried: 'Addresses tried',
  },
  date: { title: 'Go to a date', label: 'Date', go: 'Go', cancel: 'Cancel' },
  person: {
    title: 'About {{name}}', identity: 'Identity', identityHint: 'The fingerprint of the key that this person’s messages come from.', copyIdentity: 'Copy the identity', safety: 'Safety number', safetyHint: 'Compare these digits with {{name}}, in person or by phone. If both screens show the same, nobody is in between.', safetyOffline: 'The safety number appears once you have been connected.', verify: 'They are the same', unverify: 'No longer verified', verified: 'Verified', notVerified: 'Not verified', qr: 'Safety number as a QR code', plainTitle: 'No identity', plainText: 'A plain text program does not say who it is: there is only its address, and anyone at that address looks the same.', address: 'Address', addressNone: 'None known', copyAddress: 'Copy the address', note: 'Note', noteHint: 'Only you see it', lastSeen: 'Last seen {{time}}', since: 'Known since {{time}}', never: 'Not seen yet', mute: 'No notifications from this conversation', block: 'Block', unblock: 'Unblock', forget: 'Forget', forgetHint: 'Removes the conversation and all its messages from this computer.', close: 'Close', link: 'Connection',
  },
  toast: { deleted: 'Message deleted', cleared: 'Messages hidden', blocked: '{{name}} is blocked', forgotten: '{{name}} is forgotten', undo: 'Undo', copied: 'Copied' },
} as const
