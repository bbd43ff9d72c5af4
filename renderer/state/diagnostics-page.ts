import { create } from 'zustand'

/** The tests of the page, in the order of its list. */
export const diagnosticTests = ['doctor', 'tcp-echo', 'udp-echo', 'http', 'throughput', 'mtu', 'wire', 'bytes'] as const
export type DiagnosticTest = (typeof diagnosticTests)[number]

/** Asking, or answering. */
export type Half = 'client' | 'server'

const twoEnds: ReadonlySet<string> = new Set(['tcp-echo', 'udp-echo', 'http', 'throughput'])

export const hasHalves = (test: DiagnosticTest): boolean => twoEnds.has(test)

interface DiagnosticsPage {
  readonly test: DiagnosticTest
  readonly halves: Readonly<Partial<Record<DiagnosticTest, Half>>>
}

/** Which test is shown, and which half of it. */
export const useDiagnosticsPage = create<DiagnosticsPage>()(() => ({ test: 'doctor', halves: {} }))

export const showHalf = (test: DiagnosticTest, half: Half): void => useDiagnosticsPage.setState(({ halves }) => ({ halves: { ...halves, [test]: half } }))
