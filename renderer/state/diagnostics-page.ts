import { create } from 'zustand'

/** The tests of the page, in the order of its list. */
export const diagnosticTests = ['bytes'] as const
export type DiagnosticTest = (typeof diagnosticTests)[number]

interface DiagnosticsPage {
  readonly test: DiagnosticTest
}

/** Which test is shown. */
export const useDiagnosticsPage = create<DiagnosticsPage>()(() => ({ test: 'bytes' }))
