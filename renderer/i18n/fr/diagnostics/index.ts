import type { diagnostics as english } from '../../en/diagnostics/index.ts'
import type { Same } from '../../same.ts'
import { bytes } from './bytes.ts'
import { doctor } from './doctor.ts'
import { echo, tcpEcho, udpEcho } from './echo.ts'
import { http, mtu, throughput } from './http.ts'
import { experiments, learn } from './learn.ts'
import { charts, compare, figures, form, halves, outcome, report, run, server, wrong } from './runs.ts'
import { symptoms } from './symptoms.ts'
import { doctorForm, wire } from './wire.ts'

export const diagnostics: Same<typeof english> = {
  tests: 'Tests',
  bytes,
  doctor,
  symptoms,
  'tcp-echo': tcpEcho,
  'udp-echo': udpEcho,
  echo,
  http,
  throughput,
  mtu,
  wire,
  learn,
  experiments,
  doctorForm,
  charts,
  compare,
  figures,
  form,
  halves,
  outcome,
  report,
  run,
  server,
  wrong,
}
