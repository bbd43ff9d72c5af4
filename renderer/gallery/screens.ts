import { noInput } from '../state/inspector-store.ts'
import { createCard, createListening, createStorage } from './create-props.ts'
import type { ScreenStory } from './story.ts'

const moved = createListening({ port: 3001, wantedPort: 3000 })
const taken = { state: 'failed', error: { code: 'EADDRINUSE', details: { port: 3000 } } } as const
const many = createCard({ addresses: Array.from({ length: 7 }, (_, i) => ({ host: `10.0.${i}.12`, port: 3000, interface: `eth${i}` })) })

const settings = (id: string, title: string, rest: Omit<ScreenStory, 'id' | 'title' | 'page'>): ScreenStory => ({ id, title, page: 'settings', ...rest })

const test = (id: string, title: string, rest: Omit<ScreenStory, 'id' | 'title' | 'page'>): ScreenStory => ({ id, title, page: 'diagnostics', ...rest })
const sentence = 'Palabre : une longue discussion, sans hâte, sous un arbre. 🌳 Écoutez d’abord, répondez ensuite.'
const badUtf8 = '50 61 6c c3 a9 20 ff 20 c0 af 20 ed a0 80 20 e2 82 0a f0 9f 8c b3'
const packet = '50 4c 42 50 00 01 1f 90 00 00 00 2a 00 00 01 8b cf e5 68 00 de ad be ef'

const tcpServer = { host: '::', port: 8080, answer: { type: 'echo' }, once: false, untilFin: false, maxClients: 64, idleMs: 60_000 } as const

/** Every screen in every state. */
export const screens: readonly ScreenStory[] = [
  { id: 'conversations', title: 'Conversations: a verified person', open: 'Awa' },
  { id: 'request', title: 'Conversations: a request', open: 'Inès' },
  { id: 'plain', title: 'Conversations: plain text', open: '192.168.1.42' },
  { id: 'key-changed', title: 'Conversations: another key', open: 'Sofiane' },
  { id: 'offline-person', title: 'Conversations: not reachable', open: 'Théo' },
  { id: 'person', title: 'About a person', open: 'Awa', dialog: 'person' },
  { id: 'new', title: 'New conversation', dialog: 'new-conversation' },
  { id: 'help', title: 'Commands and keys', dialog: 'help' },
  { id: 'palette', title: 'Command palette', palette: true },
  { id: 'empty', title: 'Nobody yet', world: { scenario: 'empty' } },
  { id: 'trouble', title: 'Port failed, disk full', world: { scenario: 'broken', latencyMs: 0 } },
  { id: 'moved', title: 'The port was taken', app: { listener: moved } },
  { id: 'loading', title: 'Opening', app: { status: 'loading', settings: null } },
  { id: 'failed', title: 'Could not open', app: { status: 'failed', settings: null, error: { code: 'key-unavailable', details: {} } } },
  { id: 'rooms', title: 'Rooms', page: 'rooms', world: { scenario: 'rooms' } },
  { id: 'rooms-none', title: 'Rooms: none yet', page: 'rooms', world: { scenario: 'empty' } },
  { id: 'room', title: 'A room', open: 'TP réseau', world: { scenario: 'rooms' } },
  { id: 'room-people', title: 'A room: its people', open: 'TP réseau', dialog: 'person', world: { scenario: 'rooms' } },
  { id: 'room-course', title: 'A room of the course', open: '192.168.1.50', world: { scenario: 'rooms' } },
  { id: 'nearby', title: 'Nearby', page: 'nearby' },
  { id: 'nearby-nobody', title: 'Nearby: nobody', page: 'nearby', world: { scenario: 'empty' } },
  { id: 'nearby-off', title: 'Nearby: discovery off', page: 'nearby', world: { scenario: 'empty', settings: { discovery: false } } },
  { id: 'nearby-broken', title: 'Nearby: discovery failed', page: 'nearby', world: { scenario: 'broken', latencyMs: 0 } },
  { id: 'nearby-scan', title: 'Nearby: looking at every address', page: 'nearby', world: { scenario: 'lively' }, scan: true },
  test('tcp-echo', 'Diagnostics: TCP echo', { test: 'tcp-echo', shown: ['tcp-echo', '192'] }),
  test('tcp-echo-empty', 'Diagnostics: TCP echo, never run', { test: 'tcp-echo', world: { scenario: 'empty' } }),
  test('tcp-echo-refused', 'Diagnostics: TCP echo refused', { test: 'tcp-echo', shown: ['tcp-echo', 'refused'] }),
  test('tcp-echo-server', 'Diagnostics: TCP echo server', { test: 'tcp-echo', half: 'server', start: { kind: 'tcp-echo-server', options: tcpServer } }),
  test('udp-echo', 'Diagnostics: UDP echo over a lossy way', { test: 'udp-echo', shown: ['udp-echo', 'lossy'] }),
  test('http', 'Diagnostics: HTTP with a redirect', { test: 'http', shown: ['http', 'https'] }),
  test('http-repeat', 'Diagnostics: HTTP, many times', { test: 'http', shown: ['http', 'http:'] }),
  test('http-server', 'Diagnostics: HTTP server', {
    test: 'http',
    half: 'server',
    start: { kind: 'http-server', options: { host: '127.0.0.1', port: 8000, folder: null } },
  }),
  test('throughput', 'Diagnostics: throughput', { test: 'throughput', shown: ['throughput', '192'] }),
  test('mtu', 'Diagnostics: path MTU', { test: 'mtu', shown: ['mtu', '192'] }),
  test('doctor', 'Diagnostics: doctor, their firewall', { test: 'doctor', shown: ['doctor', 'silent'] }),
  test('doctor-well', 'Diagnostics: doctor, all is well', { test: 'doctor', shown: ['doctor', 'Awa'] }),
  test('doctor-empty', 'Diagnostics: doctor, nobody known', { test: 'doctor', world: { scenario: 'empty' } }),
  test('wire', 'Diagnostics: wire', { test: 'wire' }),
  test('bytes-empty', 'Diagnostics: bytes, nothing yet', { test: 'bytes' }),
  test('bytes-dump', 'Diagnostics: bytes', { test: 'bytes', inspector: { input: { ...noInput, text: sentence }, cursor: 9 } }),
  test('bytes-utf8', 'Diagnostics: bytes that are not UTF-8', {
    test: 'bytes',
    inspector: { input: { ...noInput, notation: 'hex', text: badUtf8 }, view: 'utf8' },
  }),
  test('bytes-struct', 'Diagnostics: bytes as a struct', {
    test: 'bytes',
    inspector: { input: { ...noInput, notation: 'hex', text: packet }, view: 'struct', format: '!4sHHIQ' },
  }),
  test('bytes-compare', 'Diagnostics: bytes compared', {
    test: 'bytes',
    inspector: { input: { ...noInput, text: sentence }, other: { ...noInput, text: `Recu: ${sentence.replace('é', 'e')}` }, view: 'compare' },
  }),
  test('bytes-wrong', 'Diagnostics: not hex', { test: 'bytes', inspector: { input: { ...noInput, notation: 'hex', text: '50 61 6g' } } }),
  settings('settings-profile', 'Settings: profile', { section: 'profile' }),
  settings('settings-many', 'Settings: many addresses, a long name', {
    section: 'profile',
    app: { card: { ...many, name: 'Maximilienne-Bérengère Ouédraogo' } },
  }),
  settings('settings-no-address', 'Settings: no address', { section: 'profile', app: { card: createCard({ addresses: [] }) } }),
  settings('settings-network', 'Settings: network', { section: 'network' }),
  settings('settings-directories', 'Settings: directories: another key, a pseudonym taken, one hosted', {
    section: 'network',
    world: {
      settings: { hostDirectory: true, directories: ['other.example', 'taken.example', 'nowhere.example'].map((host) => ({ host, port: 3100, id: null })) },
    },
  }),
  settings('settings-moved', 'Settings: port moved', {
    section: 'network',
    app: { listener: moved, card: createCard({ addresses: [{ host: '192.168.1.12', port: 3001, interface: 'wlan0' }] }) },
  }),
  settings('settings-taken', 'Settings: port taken', { section: 'network', app: { listener: taken } }),
  settings('settings-files', 'Settings: files', { section: 'files' }),
  settings('settings-privacy', 'Settings: privacy', { section: 'privacy' }),
  settings('settings-notifications', 'Settings: notifications', { section: 'notifications' }),
  settings('settings-appearance', 'Settings: appearance', { section: 'appearance' }),
  settings('settings-keys', 'Settings: keyboard', { section: 'keys' }),
  settings('settings-storage', 'Settings: storage', { section: 'storage', app: { storage: createStorage({ protection: 'file' }) } }),
  settings('settings-rescued', 'Settings: rescued, disk full', {
    section: 'storage',
    app: {
      storage: createStorage({ error: { code: 'disk-full', details: {} }, waiting: 12, rescued: { keptAs: 'history.damaged-2026-11-21.db', messages: 4_812 } }),
    },
  }),
  settings('settings-about', 'Settings: about', { section: 'about' }),
  // Last: its field takes the focus, and a frame with the focus scrolls into view.
  { id: 'first-run', title: 'First run', world: { scenario: 'first-run' } },
]
