import type { RunState } from '../../../../shared/model/diagnostics.ts'
import type { Figure, RunKind } from '../../../../shared/model/runs.ts'

/** What reports say around the figures. */
export interface ReportWords {
  readonly title: string
  readonly kinds: Readonly<Record<RunKind, string>>
  readonly states: Readonly<Record<RunState, string>>
  readonly figures: Readonly<Record<Figure, string>>
  readonly labels: Readonly<
    Record<
      | 'target'
      | 'began'
      | 'took'
      | 'state'
      | 'error'
      | 'made'
      | 'options'
      | 'results'
      | 'compared'
      | 'figure'
      | 'before'
      | 'now'
      | 'trend'
      | 'verdict'
      | 'next'
      | 'evidence'
      | 'further'
      | 'steps'
      | 'step'
      | 'result'
      | 'samples'
      | 'redacted'
      | 'addresses'
      | 'notAll',
      string
    >
  >
  readonly trends: Readonly<Record<'better' | 'worse' | 'same' | 'unknown', string>>
}

const en: ReportWords = {
  title: 'Palabre network report',
  kinds: {
    doctor: 'Why can’t they be reached?',
    'tcp-echo': 'TCP echo',
    'udp-echo': 'UDP echo',
    http: 'HTTP request',
    mtu: 'Largest datagram',
    throughput: 'Throughput and latency under load',
    'tcp-echo-server': 'TCP echo server',
    'udp-echo-server': 'UDP echo server',
    'http-server': 'HTTP server',
    'throughput-server': 'Throughput server',
  },
  states: { running: 'running', complete: 'complete', stopped: 'stopped', limit: 'ended by a limit', failed: 'failed' },
  figures: {
    'rtt-p50': 'Round trip, median (ms)',
    'rtt-p95': 'Round trip, 95 % below (ms)',
    jitter: 'Jitter (ms)',
    loss: 'Loss (%)',
    connect: 'Connecting (ms)',
    'http-total': 'Whole request, median (ms)',
    'http-waiting': 'Waiting, median (ms)',
    largest: 'Largest payload (bytes)',
    'mbps-up': 'Up (Mbit/s)',
    'mbps-down': 'Down (Mbit/s)',
    'idle-p50': 'Idle, median (ms)',
    'loaded-up': 'Loaded upwards, median (ms)',
    'loaded-down': 'Loaded downwards, median (ms)',
  },
  labels: {
    target: 'Target',
    began: 'Began',
    took: 'Took',
    state: 'State',
    error: 'Error',
    made: 'Made with',
    options: 'Options',
    results: 'Results',
    compared: 'Compared with the last good run',
    figure: 'Figure',
    before: 'Before',
    now: 'Now',
    trend: 'Trend',
    verdict: 'Verdict',
    next: 'What to do',
    evidence: 'Seen',
    further: 'Also',
    steps: 'Steps',
    step: 'Step',
    result: 'Result',
    samples: 'Samples',
    redacted: 'Addresses, names and what was said are left out; each keeps a number of its own.',
    addresses: 'This report contains addresses and names.',
    notAll: 'not all are shown',
  },
  trends: { better: 'better', worse: 'worse', same: 'no measurable difference', unknown: '-' },
}

const fr: ReportWords = {
  title: 'Rapport de réseau de Palabre',
  kinds: {
    doctor: 'Pourquoi est-ce injoignable ?',
    'tcp-echo': 'Écho TCP',
    'udp-echo': 'Écho UDP',
    http: 'Requête HTTP',
    mtu: 'Plus grand datagramme',
    throughput: 'Débit, et latence en charge',
    'tcp-echo-server': 'Serveur d’écho TCP',
    'udp-echo-server': 'Serveur d’écho UDP',
    'http-server': 'Serveur HTTP',
    'throughput-server': 'Serveur de débit',
  },
  states: { running: 'en cours', complete: 'terminé', stopped: 'arrêté', limit: 'arrêté par une limite', failed: 'échoué' },
  figures: {
    'rtt-p50': 'Aller-retour, médiane (ms)',
    'rtt-p95': 'Aller-retour, 95 % en dessous (ms)',
    jitter: 'Gigue (ms)',
    loss: 'Pertes (%)',
    connect: 'Connexion (ms)',
    'http-total': 'Requête entière, médiane (ms)',
    'http-waiting': 'Attente, médiane (ms)',
    largest: 'Plus grand contenu (octets)',
    'mbps-up': 'Montant (Mbit/s)',
    'mbps-down': 'Descendant (Mbit/s)',
    'idle-p50': 'Au repos, médiane (ms)',
    'loaded-up': 'Chargé en montant, médiane (ms)',
    'loaded-down': 'Chargé en descendant, médiane (ms)',
  },
  labels: {
    target: 'Cible',
    began: 'Début',
    took: 'Durée',
    state: 'État',
    error: 'Erreur',
    made: 'Fait avec',
    options: 'Options',
    results: 'Résultats',
    compared: 'Comparé au dernier essai réussi',
    figure: 'Valeur',
    before: 'Avant',
    now: 'Maintenant',
    trend: 'Tendance',
    verdict: 'Verdict',
    next: 'Que faire',
    evidence: 'Observé',
    further: 'Aussi',
    steps: 'Étapes',
    step: 'Étape',
    result: 'Résultat',
    samples: 'Mesures',
    redacted: 'Les adresses, les noms et ce qui a été dit n’y figurent pas ; chacun garde un numéro.',
    addresses: 'Ce rapport contient des adresses et des noms.',
    notAll: 'toutes ne sont pas montrées',
  },
  trends: { better: 'mieux', worse: 'moins bien', same: 'aucune différence mesurable', unknown: '-' },
}

export const reportWords: Readonly<Record<'en' | 'fr', ReportWords>> = { en, fr }
