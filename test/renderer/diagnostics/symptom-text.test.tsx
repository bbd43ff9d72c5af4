import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { SymptomText } from '../../../renderer/features/diagnostics/runs/symptom-text.tsx'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { RunDigest, RunKind } from '../../../shared/model/runs.ts'

const digest = (kind: RunKind, summary: object = {}) => ({ kind, options: { host: '10.0.0.2', port: 3000 }, summary }) as unknown as RunDigest

function said(kind: RunKind, code: ErrorCode, summary?: object): { words: string; symptom: string | undefined } {
  const { unmount } = render(<SymptomText digest={digest(kind, summary)} error={{ code, details: {} }} />)
  const element = screen.queryByTestId('symptom')
  const told = { words: element?.textContent ?? document.body.textContent ?? '', symptom: element?.dataset['symptom'] }
  unmount()
  return told
}

describe('what a test met', () => {
  it.each([
    ['tcp-echo', 'ECONNREFUSED', 'refused', /said no.*Start the server there/],
    ['tcp-echo', 'no-answer', 'no-answer', /Nobody answered at 10\.0\.0\.2, port 3000.*doctor/],
    ['udp-echo', 'no-answer', 'udp-silence', /no proof.*over TCP/],
    ['mtu', 'ECONNREFUSED', 'refused', /port 3000 said no/],
    ['http-server', 'EADDRINUSE', 'port-taken', /Port 3000 is already taken.*Choose another/],
    ['tcp-echo-server', 'EACCES', 'port-reserved', /reserves port 3000/],
    ['udp-echo', 'EACCES', 'broadcast-off', /does not let this program send/],
  ] as const)('%s, %s: %s', (kind, code, symptom, words) => {
    const told = said(kind, code)
    expect(told.symptom).toBe(symptom)
    expect(told.words).toMatch(words)
    expect(told.words).toContain(code)
  })

  it('a connection that there was: who said nothing, or closed', () => {
    const met = (code: ErrorCode) => render(<SymptomText digest={digest('tcp-echo')} error={{ code, details: {} }} isConnected={true} />).container.textContent
    expect(met('no-answer')).toMatch(/10\.0\.0\.2, port 3000 accepted the connection and said nothing/)
    expect(met('EPIPE')).toMatch(/closed the connection without answering/)
  })

  it('knows by the time of the attempt that a refusal came from close by', () => {
    const failedAfter = (ms: number) => ({ attempts: [{ host: '10.0.0.2', port: 3000, family: 4, ms, result: 'EHOSTUNREACH' }] })
    expect(said('tcp-echo', 'EHOSTUNREACH', failedAfter(1)).symptom).toBe('unreachable-here')
    expect(said('tcp-echo', 'EHOSTUNREACH', failedAfter(3_060)).symptom).toBe('unreachable')
  })

  it('leaves what is no symptom of the network to the words of errors', () => {
    const told = said('throughput', 'protocol-error')
    expect(told.symptom).toBeUndefined()
    expect(told.words).toContain('protocol-error')
  })
})
