import { create } from 'zustand'

/** As typed: text until a run begins. */
export interface EchoForm {
  readonly host: string
  readonly port: string
  /** One message and what comes back; or many, measured. */
  readonly mode: 'measure' | 'one'
  readonly notation: 'text' | 'hex'
  readonly message: string
  readonly size: string
  readonly count: string
  readonly rate: string
  readonly clients: string
  readonly timeoutMs: string
  readonly noDelay: boolean
  readonly split: boolean
  readonly ending: 'answered' | 'half-close' | 'reset'
}

export interface ServerForm {
  readonly port: string
  readonly others: boolean
  readonly answer: 'echo' | 'prefix' | 'text' | 'upper' | 'delay' | 'discard'
  readonly answerText: string
  readonly delayMs: string
  readonly once: boolean
  readonly untilFin: boolean
  readonly maxClients: string
  readonly idleS: string
}

export interface HttpForm {
  readonly url: string
  readonly method: string
  readonly headers: string
  readonly body: string
  readonly repeat: string
  readonly timeoutMs: string
  readonly follow: boolean
  readonly keepAlive: boolean
  readonly insecure: boolean
}

export interface HttpServerForm {
  readonly port: string
  readonly others: boolean
  readonly folder: string | null
}

export interface ThroughputForm {
  readonly host: string
  readonly port: string
  readonly direction: 'up' | 'down' | 'both'
  readonly seconds: string
  readonly connections: string
}

export interface MtuForm {
  readonly host: string
  readonly port: string
  readonly most: string
}

export interface DoctorForm {
  readonly target: 'person' | 'address'
  readonly conversationId: string
  readonly host: string
  readonly port: string
  readonly loadPort: string
}

export interface DiagnosticForms {
  readonly doctor: DoctorForm
  readonly 'tcp-echo': EchoForm
  readonly 'udp-echo': EchoForm
  readonly http: HttpForm
  readonly throughput: ThroughputForm
  readonly mtu: MtuForm
  readonly 'tcp-echo-server': ServerForm
  readonly 'udp-echo-server': ServerForm
  readonly 'http-server': HttpServerForm
  readonly 'throughput-server': Pick<ServerForm, 'port' | 'others'>
}

const here = '127.0.0.1'
const echo: EchoForm = {
  host: here,
  port: '8080',
  mode: 'measure',
  notation: 'text',
  message: 'Bonjour',
  size: '64',
  count: '200',
  rate: '20',
  clients: '1',
  timeoutMs: '5000',
  noDelay: true,
  split: false,
  ending: 'answered',
}
const server: ServerForm = {
  port: '8080',
  others: false,
  answer: 'echo',
  answerText: 'Recu: ',
  delayMs: '100',
  once: false,
  untilFin: false,
  maxClients: '64',
  idleS: '60',
}

export const emptyForms: DiagnosticForms = {
  doctor: { target: 'person', conversationId: '', host: '', port: '3000', loadPort: '' },
  'tcp-echo': echo,
  'udp-echo': { ...echo, count: '100' },
  http: {
    url: 'http://127.0.0.1:8000/',
    method: 'GET',
    headers: '',
    body: '',
    repeat: '1',
    timeoutMs: '10000',
    follow: true,
    keepAlive: true,
    insecure: false,
  },
  throughput: { host: here, port: '8090', direction: 'both', seconds: '10', connections: '1' },
  mtu: { host: here, port: '8080', most: '1472' },
  'tcp-echo-server': server,
  'udp-echo-server': server,
  'http-server': { port: '8000', others: false, folder: null },
  'throughput-server': { port: '8090', others: false },
}

/** What was typed into the forms of the diagnostics; kept while one is elsewhere. */
export const useForms = create<DiagnosticForms>()(() => emptyForms)

export function setForm<K extends keyof DiagnosticForms>(kind: K, patch: Partial<DiagnosticForms[K]>): void {
  useForms.setState((forms) => ({ [kind]: { ...forms[kind], ...patch } }) as Partial<DiagnosticForms>)
}
