import { describe, expect, it } from 'vitest'
import { type DoctorStep, doctorSteps } from '../../../shared/model/doctor.ts'
import { isOpen, theySay } from '../../helpers/events.ts'
import { eachTestnet } from '../../helpers/testnet.ts'

const net = eachTestnet()

/** Alice knows bob; bob accepts her by answering, if he does. */
async function acquainted({ accepts }: { readonly accepts: boolean }) {
  const [alice, bob] = [await net.node('alice'), await net.node('bob')]
  const { id } = await alice.messenger.commands['conversation.join']({ host: '127.0.0.1', port: bob.port() })
  await Promise.all([alice.until(isOpen()), bob.until(isOpen())])
  await alice.send(id, 'hello')
  await bob.until(theySay('hello'))
  if (accepts) {
    await bob.send((await bob.conversations())[0]?.id ?? '', 'welcome')
    await alice.until(theySay('welcome'))
  }
  return { alice, bob, id: (await alice.conversations())[0]?.id ?? id }
}

describe('the doctor of a messenger', () => {
  it('is helped by somebody who has accepted one, and tells of each step as it goes', async () => {
    const { alice, bob, id } = await acquainted({ accepts: true })
    const told: DoctorStep[] = []
    const handle = await alice.messenger.examine({ type: 'conversation', conversationId: id }, null, {
      onProgress: ({ samples }) => void told.push(...samples),
    })
    const run = await handle.done
    expect(run).toMatchObject({ kind: 'doctor', state: 'complete', error: null, options: { name: 'bob', loadPort: null } })
    expect(run.samples.map(({ step }) => step)).toEqual(doctorSteps)
    expect(run.summary).toMatchObject({
      verdict: { code: 'all-well' },
      further: [],
      paths: { out: { tcp: 'works', udp: 'works', app: 'works' }, back: { tcp: 'works', udp: 'works', app: 'works' } },
    })
    expect(new Set(told.map(({ seq }) => seq)).size).toBe(doctorSteps.length)
    // Nobody has visited, there or here.
    expect(await bob.conversations()).toHaveLength(1)
    expect(await alice.conversations()).toHaveLength(1)
  })

  it('gets no help from somebody who has not, and blames nobody', async () => {
    const { alice } = await acquainted({ accepts: false })
    const run = await (await alice.messenger.examine({ type: 'name', name: 'bob' }, null)).done
    expect(run.summary).toMatchObject({ verdict: { code: 'reachable' }, further: [], paths: { back: { tcp: 'unknown', udp: 'unknown' } } })
    const helped = run.samples.flatMap(({ observations }) => observations).filter(({ code }) => code === 'no-help')
    expect(helped).toHaveLength(1)
  })

  it('examines an address, finds who lives there, and says when it is one’s own', async () => {
    const { alice, bob } = await acquainted({ accepts: true })
    const known = await (await alice.messenger.examine({ type: 'address', host: '127.0.0.1', port: bob.port() }, null)).done
    expect(known.options.name).toBe('bob')
    const own = await (await alice.messenger.examine({ type: 'address', host: '127.0.0.1', port: alice.port() }, null)).done
    expect(own.summary.verdict?.code).toBe('own-address')
  })

  it('is stopped when it is told to, and keeps what it has seen', async () => {
    const { alice, id } = await acquainted({ accepts: true })
    const stop = new AbortController()
    const handle = await alice.messenger.examine({ type: 'conversation', conversationId: id }, null, {
      signal: stop.signal,
      onProgress: ({ samples }) => samples.length > 0 && stop.abort(),
    })
    const run = await handle.done
    expect(run.state).toBe('stopped')
    expect(run.samples.length).toBeGreaterThan(0)
    expect(run.summary.verdict).not.toBeNull()
  })

  it('does not know whom one does not know', async () => {
    const alice = await net.node('alice')
    await expect(alice.messenger.examine({ type: 'name', name: 'nobody' }, null)).rejects.toMatchObject({ code: 'unknown-name' })
    await expect(alice.messenger.examine({ type: 'address', host: '127.0.0.1', port: 65_536 }, null)).rejects.toMatchObject({ code: 'bad-port' })
    await expect(alice.messenger.examine({ type: 'conversation', conversationId: 'x' }, null)).rejects.toMatchObject({ code: 'unknown-conversation' })
  })
})
