import { expect, it } from 'vitest'
import { Admission } from '../../../electron/net/protocols/listener/admission.ts'
import { limits } from '../../../shared/limits.ts'

const host = (n: number): string => `10.0.${n >> 8}.${n & 255}`

it('lets in as many as there are places, of whomever, and the next when one leaves', () => {
  const admission = new Admission()
  for (let n = 0; n < limits.inboundConnections; n++) expect(admission.admit(host(n))).toBe(true)
  expect(admission.admit('10.9.9.9')).toBe(false)
  admission.release(host(7))
  expect([admission.admit('10.9.9.9'), admission.admit(host(7))]).toEqual([true, false])
})

it('gives one address its share only, so that it takes several to fill the house', () => {
  const admission = new Admission()
  const admitted = (from: string) => Array.from({ length: 2 * limits.inboundPerAddress }, () => admission.admit(from)).filter(Boolean).length
  const hosts = limits.inboundConnections / limits.inboundPerAddress
  for (let n = 0; n < hosts; n++) expect(admitted(host(n))).toBe(limits.inboundPerAddress)
  expect(admitted(host(hosts))).toBe(0)
  for (let n = 0; n < limits.inboundPerAddress; n++) admission.release(host(0))
  expect(admitted(host(hosts))).toBe(limits.inboundPerAddress)
})
