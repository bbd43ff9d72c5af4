/** Words of the frame, the first run and the settings. */
export const app = {
  close: 'Close', undo: 'Undo', conversations: 'Conversations', settings: 'Settings', main: 'Main', loading: 'Opening Palabre…', failedTitle: 'Palabre could not open', again: 'Try again', unread: '{{name}}, {{count}} unread',
  status: {
    label: 'Status', starting: 'Opening the port…', listening: 'Reachable on port {{port}}', moved: 'Port {{wanted}} was taken: reachable on {{port}} instead', failed: 'Nobody can reach you', waiting_one: '{{count}} write waits for the disk', waiting_other: '{{count}} writes wait for the disk', offline: 'No network: only this computer can be reached',
  },
  palette: { label: 'Go to or do…', empty: 'Nothing matches', new: 'New conversation', light: 'Light theme', dark: 'Dark theme', system: 'Theme of the system', help: 'Commands and keys' },
  colors: { terracotta: 'Terracotta', ochre: 'Ochre', olive: 'Olive', teal: 'Teal', indigo: 'Indigo', plum: 'Plum', rose: 'Rose', slate: 'Slate' },
  onboarding: {
    step: 'Step {{step}} of 2', welcome: 'Welcome to Palabre', intro: 'A long, unhurried talk under a tree: with the people on your network, without a server, without an account.', name: 'Your pseudonym', nameHint: 'What others see. You can change it later.', nameNeeded: 'Choose a pseudonym, 1 to 32 characters.', nameBad: 'Only visible characters, 32 at most.', color: 'Your colour', language: 'Language', next: 'Continue',
    cardTitle: 'Your card', cardText: 'This is how others find you. Give them one of your addresses; your Palabres do the rest.', done: 'Start talking',
  },
  card: { addresses: 'Your addresses', noAddresses: 'No address now: the port is closed or there is no network.', identity: 'Your identity', identityHint: 'Made from your key. Whoever knows it recognises you wherever you are.', copyAddress: 'Copy this address', copyIdentity: 'Copy the identity', copyInvitation: 'Copy the invitation', qr: 'Your invitation as a QR code', invitation: 'Invitation' },
  set: {
    title: 'Settings', sections: 'Sections', profile: 'Profile', network: 'Network', privacy: 'Privacy', appearance: 'Appearance', language: 'Language', storage: 'Storage', keys: 'Keyboard', about: 'About',
    name: 'Pseudonym', nameBad: '1 to 32 visible characters.', color: 'Colour', card: 'Your card',
    port: 'Port', portHint: 'Others reach you here. 0 takes any free port.', portBad: 'A port is a number from 0 to 65535.', host: 'Listen on', hostHint: 'Every interface, or one address of this computer.', everywhere: 'Every interface (IPv4 and IPv6)', onlyHere: 'Only this computer (127.0.0.1)', now: 'Now', allowPlain: 'Accept conversations that are not encrypted', allowPlainHint: 'From netcat, telnet and programs of your own. Two Palabres are always encrypted.',
    readMarks: 'Tell others that I have read their messages', typing: 'Tell others that I am typing', notifications: 'Notify me of new messages', notificationsHint: 'Never for requests and muted conversations.',
    theme: 'Theme', themeSystem: 'Like the system', themeLight: 'Light', themeDark: 'Dark', textSize: 'Text size', textSizeValue: '{{size}} px', languageSystem: 'Like the system',
    enter: 'Enter sends the message', enterHint: 'Otherwise Ctrl+Enter sends and Enter makes a new line.', shortcuts: 'Shortcuts', shortcutPalette: 'Go to or do anything', shortcutNew: 'New conversation', shortcutSearch: 'Search', shortcutSwitch: 'Previous or next conversation', shortcutSettings: 'Settings', shortcutClose: 'Close, cancel',
    folder: 'Data folder', copyFolder: 'Copy the path', protection: 'How your key is kept', keychain: 'In the key store of your system.', file: 'In a file that only you can read: this system offers no key store.', encrypted: 'Your history is encrypted on this disk.', rescued: 'The history was damaged. It is kept as {{file}}, and {{count}} messages were rescued.',
    version: 'Version', licences: 'Libraries and their licences', licencesShow: 'Show the licences', licence: 'Palabre is free software under the MIT licence.',
  },
} as const
