import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { mbpsOf, phaseSpans } from '../../../renderer/features/diagnostics/charts/throughput-chart.tsx'
import { barsOf } from '../../../renderer/features/diagnostics/charts/waterfall.tsx'
import { readHttp } from '../../../renderer/features/diagnostics/forms/read-http.ts'
import { showTest } from '../../../renderer/features/shell/show-diagnostics.ts'
import { selectConversation } from '../../../renderer/state/conversation-actions.ts'
import { emptyForms, useForms } from '../../../renderer/state/diagnostic-forms.ts'
import { type DiagnosticTest, diagnosticTests } from '../../../renderer/state/diagnostics-page.ts'
import { useInspector } from '../../../renderer/state/inspector-store.ts'
import { usePassive } from '../../../renderer/state/passive-store.ts'
import type { Hop } from '../../../shared/model/http.ts'
import type { ThroughputSample } from '../../../shared/model/throughput.ts'
import { type OpenApp, openApp } from '../open-app.tsx'
import { settled } from '../reset-stores.ts'
import { violations } from '../violations.ts'

async function openTest(test: DiagnosticTest, ...args: Parameters<typeof openApp>): Promise<OpenApp> {
  const app = await openApp(...args)
  await act(async () => {
    showTest(test)
    await settled()
  })
  return app
}

async function showRun({ user }: OpenApp, target: RegExp) {
  const row = screen.getAllByTestId('history-run').find((one) => target.test(one.textContent ?? ''))
  await user.click(row as HTMLElement)
  await screen.findByTestId('run')
}

const started = ({ calls }: OpenApp) => calls('diagnostics.start').map((args) => (args as { test: unknown }).test)

describe('the page', () => {
  it('has every test, walked with the arrows', async () => {
    const { user } = await openTest('doctor')
    await user.click(screen.getByTestId('diagnostics-doctor-tab'))
    for (const test of [...diagnosticTests.slice(1), 'doctor'] as const) {
      await user.keyboard('{ArrowDown}')
      expect(screen.getByTestId(`diagnostics-${test}-tab`)).toHaveFocus()
      expect(screen.getByTestId(`test-${test}`)).toBeInTheDocument()
    }
  })

  it.each(diagnosticTests)('%s is offered by the command palette', async (test) => {
    const { user } = await openApp()
    await user.keyboard('{Control>}k{/Control}')
    await user.type(screen.getByRole('combobox'), 'diagnostics')
    const words = {
      doctor: 'Doctor',
      'tcp-echo': 'TCP echo',
      'udp-echo': 'UDP echo',
      http: 'HTTP',
      throughput: 'Throughput',
      mtu: 'Path MTU',
      wire: 'Wire',
      bytes: 'Bytes',
    }
    await user.click(screen.getByRole('option', { name: `Diagnostics: ${words[test]}` }))
    expect(screen.getByTestId(`test-${test}`)).toBeInTheDocument()
  })
})

describe('HTTP', () => {
  it('shows each hop of a redirect, where the time went, and the body as text', async () => {
    const app = await openTest('http')
    await showRun(app, /moved/)
    expect(screen.getAllByTestId('hop').map((hop) => hop.dataset['status'])).toEqual(['301', '200'])
    expect(screen.getAllByTestId('hop')[1]).toHaveTextContent('reused connection')
    expect(screen.getByTestId('waterfall')).toHaveTextContent(/2 requests, [\d.]+ ms in all/)
    expect(screen.getByTestId('http-body')).toHaveTextContent('<title>Palabre</title>')
    expect(await violations()).toEqual([])
    await app.user.click(within(screen.getByTestId('http-body')).getByRole('button', { name: 'Show bytes' }))
    expect(useInspector.getState().input).toMatchObject({ notation: 'base64', origin: 'the body of an answer' })
  })

  it('of a series says each phase', async () => {
    const app = await openTest('http')
    await showRun(app, /^(?!.*moved)/)
    expect(screen.getByTestId('repeat-chart')).toHaveTextContent('80 requests')
    expect(screen.getByTestId('phase-figures')).toHaveTextContent(/DNS1[\d.]+ ms.*Waiting80/)
    expect(await violations()).toEqual([])
  })

  it('sends method, headers and body as typed', async () => {
    const app = await openTest('http')
    await app.user.selectOptions(screen.getByLabelText('Method'), 'POST')
    await app.user.clear(screen.getByTestId('field-url'))
    await app.user.type(screen.getByTestId('field-url'), 'http://localhost:9/x?y=1')
    await app.user.type(screen.getByTestId('field-headers'), 'Accept: text/html{Enter}X-A: b: c')
    await app.user.type(screen.getByTestId('field-body'), 'salut')
    await app.user.click(screen.getByTestId('start'))
    expect(started(app)).toMatchObject([
      {
        kind: 'http',
        options: {
          url: 'http://localhost:9/x?y=1',
          method: 'POST',
          headers: [
            ['Accept', 'text/html'],
            ['X-A', 'b: c'],
          ],
          body: { type: 'text', text: 'salut' },
        },
      },
    ])
  })

  it.each([
    [{ url: 'ftp://x' }, 'url'],
    [{ url: 'http:// x' }, 'url'],
    [{ url: '' }, 'url'],
    [{ headers: 'no colon' }, 'headers'],
    [{ headers: 'A: b\r\n\u0001: c' }, 'headers'],
    [{ headers: 'A: 中' }, 'headers'],
    [{ repeat: '0' }, 'repeat'],
    [{ timeoutMs: '5' }, 'timeoutMs'],
  ])('refuses %o', (patch, field) => {
    expect(Object.keys(readHttp({ ...emptyForms.http, ...patch }).wrongs ?? {})).toEqual([field])
  })

  it('serves a folder that was chosen, on the port of folders', async () => {
    const app = await openTest('http')
    await app.user.click(screen.getByRole('radio', { name: 'Be the server' }))
    await app.user.click(screen.getByTestId('choose-folder'))
    expect(await screen.findByText('/home/alice/public')).toBeInTheDocument()
    await app.user.click(screen.getByTestId('start'))
    expect(started(app)).toEqual([{ kind: 'http-server', options: { host: '127.0.0.1', port: 8088, folder: '/home/alice/public' } }])
    await waitFor(() => expect(screen.getAllByTestId('request')).toHaveLength(24))
    expect(screen.getByTestId('server-listening')).toHaveTextContent('http://127.0.0.1:8088/')
    const [first, second] = screen.getAllByTestId('row-detail') as [HTMLElement, HTMLElement]
    await app.user.click(first)
    expect(first).toHaveAttribute('aria-expanded', 'true')
    expect(screen.getByTestId('detail')).toHaveTextContent(/Out.*Client\s*127\.0\.0\.1:\d+/)
    expect(
      within(screen.getByTestId('requests'))
        .getAllByRole('columnheader', { name: /Client|Out/ })
        .map((head) => head.dataset['minor']),
    ).toEqual(['true', 'true'])
    await app.user.click(second)
    expect(screen.getAllByTestId('detail')).toHaveLength(1)
    expect(await violations()).toEqual([])
  })

  it('bars follow each other, phases that were not are left out', () => {
    const phases = { dns: null, connect: null, tls: null, sent: 1, waiting: 5, download: 2, total: 8 } as Hop['phases']
    expect(barsOf({ phases })).toEqual([
      { phase: 'sent', fromMs: 0, ms: 1 },
      { phase: 'waiting', fromMs: 1, ms: 5 },
      { phase: 'download', fromMs: 6, ms: 2 },
    ])
  })
})

describe('throughput', () => {
  it('shows the figures of each direction beside the idle ones', async () => {
    const app = await openTest('throughput')
    await showRun(app, /192/)
    const rows = within(screen.getByTestId('throughput-figures')).getAllByRole('row')
    expect(rows.map((row) => within(row).queryByRole('rowheader')?.textContent)).toEqual([undefined, 'Idle', 'Up', 'Down'])
    expect(rows[2]).toHaveTextContent(/1[89]\.\d Mbit\/s.*High confidence/)
    expect(screen.getByTestId('run')).toHaveTextContent('they are not guessed')
    expect(await violations()).toEqual([])
  })

  it('counts bits, and finds its phases', () => {
    expect(mbpsOf({ bytes: 1_250_000, ms: 1_000 })).toBe(10)
    const probe = (phase: string, atMs: number) => ({ type: 'probe', phase, atMs }) as ThroughputSample
    expect(phaseSpans([probe('idle', 0), probe('idle', 900), probe('up', 1_000), probe('up', 3_000)])).toEqual([
      { phase: 'idle', fromMs: 0, toMs: 900 },
      { phase: 'up', fromMs: 950, toMs: 3_000 },
    ])
  })
})

describe('path MTU', () => {
  it('says the largest that came back, and what was tried', async () => {
    const app = await openTest('mtu')
    await showRun(app, /192/)
    expect(screen.getByTestId('mtu-words')).toHaveTextContent('Datagrams of up to 1,372 bytes come back; larger ones are lost.')
    expect(screen.getByTestId('mtu-sizes')).toHaveTextContent(/1[0-9] sizes/)
    expect(await violations()).toEqual([])
  })
})

describe('the doctor', () => {
  it('says what is wrong, what to do, and why it says so', async () => {
    const app = await openTest('doctor')
    await showRun(app, /silent/)
    expect(screen.getByTestId('verdict')).toHaveAttribute('data-code', 'their-firewall')
    expect(screen.getByTestId('verdict')).toHaveTextContent(/firewall silently drops connections to port 3000.*What to do.*sudo ufw allow 3000\/tcp/)
    expect(within(screen.getByTestId('evidence')).getAllByRole('listitem')).toHaveLength(3)
    expect(screen.getAllByTestId('doctor-step')).toHaveLength(13)
    expect(screen.getAllByTestId('doctor-step').find((step) => step.dataset['step'] === 'udp')).toHaveTextContent('Left out: there is no connection.')
    const cells = within(screen.getByTestId('matrix')).getAllByRole('cell')
    expect(cells.map((cell) => cell.dataset['path']).filter(Boolean)).toEqual(['fails', 'directory', 'unknown', 'unknown', 'unknown', 'directory'])
    expect(await violations()).toEqual([])
  })

  it('shows in the history what was found, not that it came to its end', async () => {
    await openTest('doctor')
    const row = screen.getAllByTestId('history-run').find((one) => /silent/.test(one.textContent ?? ''))
    expect(row).toHaveTextContent(/firewall silently drops connections to port 3000/)
    expect(row?.querySelector('.ui-dot')).toHaveAttribute('data-status', 'trouble')
  })

  it('looks for a person, or says that one must be chosen', async () => {
    const app = await openTest('doctor')
    await app.user.click(screen.getByTestId('start'))
    expect(screen.getByRole('alert')).toHaveTextContent('Choose a person.')
    await app.user.selectOptions(screen.getByLabelText('Person'), 'Awa Diallo')
    await app.user.click(screen.getByTestId('start'))
    expect(started(app)).toEqual([{ kind: 'doctor', options: { target: { type: 'conversation', conversationId: app.fake.idOf('Awa') }, loadPort: null } }])
    await waitFor(() => expect(screen.getByTestId('run')).toHaveAttribute('data-state', 'complete'))
  })

  it('looks for an address', async () => {
    const app = await openTest('doctor', { scenario: 'empty' })
    expect(screen.getByTestId('start')).toBeDisabled()
    expect(screen.getByTestId('start')).toHaveAccessibleDescription(/You know nobody yet/)
    await app.user.click(screen.getByRole('radio', { name: 'An address' }))
    await app.user.type(screen.getByTestId('field-host'), '10.0.0.9')
    await app.user.click(screen.getByTestId('start'))
    expect(started(app)).toEqual([{ kind: 'doctor', options: { target: { type: 'address', host: '10.0.0.9', port: 3000 }, loadPort: null } }])
  })

  it('is asked by whoever can’t be reached, with person and port filled in, and looks at once', async () => {
    const app = await openApp()
    const { user, fake } = app
    const id = fake.idOf('Théo')
    act(() => selectConversation(id))
    await user.click(await screen.findByTestId('link-why'))
    expect(screen.getByTestId('test-doctor')).toBeInTheDocument()
    expect(useForms.getState().doctor).toMatchObject({ target: 'person', conversationId: id, port: '3000' })
    expect(screen.getByLabelText('Person')).toHaveValue(id)
    expect(started(app)).toEqual([{ kind: 'doctor', options: { target: { type: 'conversation', conversationId: id }, loadPort: null } }])
    expect(await screen.findByTestId('run')).toHaveTextContent('Théo')
  })
})

describe('the wire', () => {
  it('shows every socket, watches while it is open, and what passed in two colours', async () => {
    const app = await openTest('wire')
    await waitFor(() => expect(screen.getAllByTestId('socket')).toHaveLength(6))
    expect(app.calls('wire.watch')).toEqual([{ on: true }])
    expect(await violations()).toEqual([])
    await app.user.click(screen.getByRole('switch', { name: 'Keep what passes' }))
    await app.user.click(await screen.findByTestId('traffic-all'))
    const stream = await screen.findByTestId('traffic')
    await waitFor(() => expect(within(stream).getAllByRole('listitem')).toHaveLength(7))
    expect(stream).toHaveTextContent(/← in.*Bonjour␊.*→ out.*Recu: Bonjour.*ça va \?/)
    expect(await violations()).toEqual([])
    await app.user.click(screen.getByTestId('wire-export'))
    expect(await screen.findByText('Saved as palabre.pcapng')).toBeInTheDocument()
    await app.user.click(screen.getByTestId('diagnostics-bytes-tab'))
    expect(app.calls('wire.watch')).toEqual([{ on: true }, { on: false }])
  })
})

it('a conversation’s header has the last 24 hours at a glance, and opens their page', async () => {
  const { user, fake } = await openApp()
  act(() => selectConversation(fake.idOf('Awa')))
  const mark = await screen.findByTestId('day-mark')
  expect(mark).toHaveAccessibleName(/^The last 24 hours\. Round trip [\d.]+ ms, median; 32 of \d+ keepalives unanswered\.$/)
  expect(await violations()).toEqual([])
  await user.click(mark)
  expect(await screen.findByTestId('day-strip')).toBeInTheDocument()
})

it('without keepalives the header says nothing of them, and the page that nothing is known', async () => {
  const { user, fake } = await openApp()
  const id = fake.idOf('Awa')
  act(() => selectConversation(id))
  await screen.findByTestId('day-mark')
  act(() => usePassive.setState({ strips: { [id]: [{ at: Date.now() - 25 * 3_600_000, asked: 30, answered: 1, minMs: 1, p50Ms: 1, maxMs: 1 }] } }))
  fake.failNext('conversation.passive', 'internal')
  await user.click(await screen.findByTestId('open-person'))
  expect(await screen.findByText('No keepalive was sent in the last 24 hours, so nothing is known.')).toBeInTheDocument()
  expect(screen.queryByTestId('day-strip')).toBeNull()
  expect(screen.queryByTestId('day-mark')).toBeNull()
})

it('a person’s page shows the last 24 hours', async () => {
  const { user, fake } = await openApp()
  act(() => selectConversation(fake.idOf('Awa')))
  await user.click(await screen.findByTestId('open-person'))
  expect(await screen.findByTestId('day-strip')).toBeInTheDocument()
  expect(screen.getByText(/Round trip [\d.]+ ms, median; 32 of \d+ keepalives unanswered\./)).toBeInTheDocument()
})
