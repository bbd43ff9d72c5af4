import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { channels, eventChannel, openChannel } from '../../shared/ipc/channels.ts'
import { contract } from '../../shared/ipc/contract.ts'

describe('the contract', () => {
  it('has the channels of the list, all of them and no others', () => {
    expect(Object.keys(contract).sort()).toEqual([...channels].sort())
    expect(new Set(channels).size).toBe(channels.length)
  })

  it('keeps the channels of events apart from those of calls', () => {
    expect(channels).not.toContain(eventChannel)
    expect(channels).not.toContain(openChannel)
  })

  it.each(channels)('%s takes one object and refuses keys it does not know', (channel) => {
    const schema = contract[channel].args as z.ZodType
    const outcome = schema.safeParse({ surprise: 1 })
    expect(outcome.error?.issues.some((issue) => issue.code === 'unrecognized_keys')).toBe(true)
  })
})
