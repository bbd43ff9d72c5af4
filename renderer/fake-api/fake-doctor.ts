import {
  type DoctorOptions,
  type DoctorPaths,
  type DoctorStep,
  type DoctorStepName,
  doctorSteps,
  type Observation,
  type Verdict,
} from '../../shared/model/doctor.ts'
import type { RunTypes } from '../../shared/model/runs.ts'

/** Seen on the way, by step. */
function observations({ addresses: [address], name }: DoctorOptions, well: boolean): Readonly<Partial<Record<DoctorStepName, readonly Observation[]>>> {
  const at = address ?? { host: '192.168.1.42', port: 3000 }
  const saw = (step: DoctorStepName, code: Observation['code'], facts: object, atMs = 1): Observation => ({ step, code, facts, atMs }) as unknown as Observation
  return {
    interfaces: [
      saw('interfaces', 'interface', { name: 'wlan0', host: '192.168.1.12', family: 4, virtual: false, vpn: false }),
      saw('interfaces', 'default-route', { gateway: '192.168.1.1', name: 'wlan0', vpn: false }),
    ],
    listeners: [saw('listeners', 'listener-alive', { port: 3000, ms: 0.4, everyone: true })],
    gateway: [saw('gateway', 'gateway-reachable', { host: '192.168.1.1', result: 'ECONNREFUSED', ms: 2.1 })],
    peer: [saw('peer', 'target', { host: at.host, port: at.port, local: '192.168.1.12', interface: 'wlan0', same: true })],
    tcp: well
      ? [saw('tcp', 'connected', { host: at.host, port: at.port, local: '192.168.1.12', localPort: 50_412, ms: 1.9 })]
      : [
          saw('tcp', 'not-connected', { host: at.host, port: at.port, result: 'no-answer', ms: 5_000 }),
          saw('tcp', 'other-port', { host: at.host, port: 22, result: 'ECONNREFUSED', ms: 1.2 }),
        ],
    hello: well ? [saw('hello', 'banner', { program: 'palabre', version: 1, text: '' })] : [],
    udp: well ? [saw('udp', 'udp', { port: 50_000, sent: 20, answered: 20, helped: true, rttMs: 1.6 })] : [],
    'dial-back': [
      saw('dial-back', 'dialled-back-tcp', { by: well ? 'person' : 'directory', host: '192.168.1.12', port: 3000, result: 'connected', banner: true, ms: 2.4 }),
    ],
    'round-trip': well ? [saw('round-trip', 'round-trip', { over: 'session', n: 20, p50Ms: 1.7, maxMs: 4.2 })] : [],
    observed: [
      saw('observed', 'observed', {
        by: 'directory',
        host: '192.168.1.12',
        port: 50_412,
        ownHost: '192.168.1.12',
        ownPort: 50_412,
        sameHost: true,
        samePort: true,
        name,
      }),
    ],
  }
}

export function fakeDoctor(options: DoctorOptions, well: boolean): Pick<RunTypes['doctor'], 'samples' | 'summary' | 'error'> {
  const seen = observations(options, well)
  const needConnection: ReadonlySet<string> = new Set(['hello', 'identity', 'udp', 'size', 'round-trip'])
  const samples: DoctorStep[] = doctorSteps.map((step, seq) => {
    const skipped = step === 'load' ? 'not-asked' : !well && needConnection.has(step) ? 'not-connected' : null
    return {
      seq,
      step,
      state: skipped ? 'skipped' : 'done',
      skipped,
      startedMs: seq * 120,
      tookMs: skipped ? null : step === 'tcp' && !well ? 5_004 : 3 + seq,
      observations: seen[step] ?? [],
    }
  })
  const evidence = [...(seen.tcp ?? []), ...(seen['dial-back'] ?? []), ...(well ? (seen['round-trip'] ?? []) : [])].slice(0, 4)
  const [address] = options.addresses
  const details = { name: options.name, host: address?.host ?? '192.168.1.42', port: address?.port ?? 3000, ownPort: 3000 }
  const verdict: Verdict = well ? { code: 'all-well', tone: 'good', details, evidence } : { code: 'their-firewall', tone: 'bad', details, evidence }
  const paths: DoctorPaths = well
    ? { out: { tcp: 'works', udp: 'works', app: 'works' }, back: { tcp: 'works', udp: 'works', app: 'works' } }
    : { out: { tcp: 'fails', udp: 'unknown', app: 'unknown' }, back: { tcp: 'directory', udp: 'unknown', app: 'directory' } }
  return { samples, summary: { verdict, further: [], paths }, error: null }
}
