import type { Counters } from './counters.ts'

export interface Gauges {
  readonly people: number
  readonly online: number
  readonly sessions: number
  readonly connections: number
  readonly handshakesWaiting: number
  readonly connectionsRefused: number
  readonly storeWorks: boolean
  readonly residentBytes: number
}

type Kind = 'gauge' | 'counter'

/** Prometheus' text format 0.0.4. */
export function metricsText(gauges: Gauges, counters: Counters): string {
  const labelled = (values: ReadonlyMap<string, number>, label: string) => [...values].map(([value, count]) => [`{${label}="${value}"}`, count] as const)
  const one = (value: number) => [['', value] as const]
  return [
    metric('people', 'gauge', 'People with a reserved pseudonym', one(gauges.people)),
    metric('people_online', 'gauge', 'People who are online, at every process', one(gauges.online)),
    metric('sessions', 'gauge', 'Open sessions of this process', one(gauges.sessions)),
    metric('connections', 'gauge', 'Open connections of this process', one(gauges.connections)),
    metric('handshakes_waiting', 'gauge', 'Connections whose handshake waits for its turn', one(gauges.handshakesWaiting)),
    metric('store_up', 'gauge', '1 while the store works', one(gauges.storeWorks ? 1 : 0)),
    metric('resident_memory_bytes', 'gauge', 'Memory of this process', one(gauges.residentBytes)),
    metric('connections_refused_total', 'counter', 'Connections refused for too many', one(gauges.connectionsRefused)),
    metric('requests_total', 'counter', 'Requests by type', labelled(counters.requests, 'type')),
    metric('refusals_total', 'counter', 'Refusals by code', labelled(counters.refusals, 'code')),
    metric('closes_total', 'counter', 'Ended sessions by close code', labelled(counters.closes, 'code')),
    metric('pushes_total', 'counter', 'Presence messages pushed to watchers', one(counters.pushes)),
    metric('dialbacks_total', 'counter', 'Dial backs begun', one(counters.dialbacks)),
  ].join('')
}

function metric(name: string, kind: Kind, help: string, values: readonly (readonly [string, number])[]): string {
  const full = `palabre_directory_${name}`
  return `# HELP ${full} ${help}\n# TYPE ${full} ${kind}\n${values.map(([labels, value]) => `${full}${labels} ${value}\n`).join('')}`
}
