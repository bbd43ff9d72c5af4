import { expect, it } from 'vitest'
import type { Conversations } from '../../../electron/net/messenger/conversations.ts'
import type { Core } from '../../../electron/net/messenger/core.ts'
import { Receiving } from '../../../electron/net/messenger/receiving.ts'
import type { Session } from '../../../electron/net/protocols/secure-peer/types.ts'
import { AppError } from '../../../shared/errors.ts'

it('what the disk has no room to queue is refused, so that it comes again: the next is not read as if it were here', async () => {
  const write = () => Promise.reject(new AppError('queue-full'))
  const core = { isOpen: () => true, store: { write } } as unknown as Core
  const receiving = new Receiving(core, {} as Conversations, 'conversation')
  await expect(receiving.take({} as Session, [])).rejects.toMatchObject({ code: 'queue-full' })
})
