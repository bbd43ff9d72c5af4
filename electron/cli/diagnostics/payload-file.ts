import { open } from 'node:fs/promises'
import { AppError, toErrorData } from '../../../shared/errors.ts'
import type { Payload } from '../../../shared/model/diagnostics.ts'
import { diagnosticLimits as limits } from '../../net/diagnostics/limits.ts'
import type { EchoTestArguments } from './arguments.ts'

/** Reads the file, if it is one. Rejects `bad-argument` with what is wrong with it. */
export async function readPayload(payload: EchoTestArguments['payload']): Promise<Payload> {
  if (payload.type !== 'file') return payload
  const wrong = (problem: string) => new AppError('bad-argument', { file: payload.file, problem })
  try {
    const file = await open(payload.file)
    try {
      const { size } = await file.stat()
      if (size > limits.payloadBytes) throw wrong('too-large')
      const bytes = await file.readFile()
      if (bytes.length === 0) throw wrong('empty')
      if (bytes.length > limits.payloadBytes) throw wrong('too-large')
      return { type: 'base64', base64: bytes.toString('base64') }
    } finally {
      await file.close()
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    const { details } = toErrorData(thrown)
    throw wrong(String((thrown as { code?: unknown }).code ?? details['cause'] ?? 'unreadable'))
  }
}
