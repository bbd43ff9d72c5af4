import { expect, it } from 'vitest'
import { lateDiagnostics } from '../../../electron/main/diagnostics.ts'

it('diagnostics that could not be loaded do not keep the app from ending in order', async () => {
  const { commands, stop } = lateDiagnostics(Promise.reject(new Error('no profile')))
  await expect(commands['diagnostics.runs']({ kind: null, limit: 1 })).rejects.toThrow('no profile')
  await expect(stop()).resolves.toBeUndefined()
})
