import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { showTest } from '../../../renderer/features/shell/show-diagnostics.ts'
import type { DiagnosticTest } from '../../../renderer/state/diagnostics-page.ts'
import { useInspector } from '../../../renderer/state/inspector-store.ts'
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

const fill = async ({ user }: OpenApp, name: string, text: string) => {
  await user.clear(screen.getByTestId(`field-${name}`))
  if (text) await user.type(screen.getByTestId(`field-${name}`), text)
}

describe.each(['tcp-echo', 'udp-echo'] as const)('%s', (test) => {
  it('has nothing that axe objects to, empty, with a result, as a server', async () => {
    const { user } = await openTest(test)
    expect(await violations()).toEqual([])
    await user.click(screen.getAllByTestId('history-run')[0] as HTMLElement)
    await screen.findByTestId('latency-chart')
    expect(await violations()).toEqual([])
    await user.click(screen.getByRole('radio', { name: 'Be the server' }))
    await user.click(screen.getByTestId('start'))
    await screen.findAllByTestId('client')
    expect(await violations()).toEqual([])
  })

  it('starts with what was typed, and is stopped by the same button', async () => {
    const app = await openTest(test)
    await fill(app, 'host', '192.168.1.7')
    await fill(app, 'port', '7')
    await fill(app, 'count', '50')
    await app.user.click(screen.getByTestId('start'))
    const [started] = app.calls('diagnostics.start') as { test: { kind: string; options: object } }[]
    expect(started?.test).toMatchObject({ kind: test, options: { host: '192.168.1.7', port: 7, count: 50, rate: 20, payload: { type: 'size', bytes: 64 } } })
    await app.user.click(await screen.findByTestId('stop'))
    await waitFor(() => expect(screen.getByTestId('run-state')).toHaveTextContent('Stopped'))
    expect(screen.getByTestId('start')).toBeInTheDocument()
  })

  it('sends one message, as text or hex', async () => {
    const app = await openTest(test)
    await app.user.click(screen.getByRole('radio', { name: 'One message' }))
    await fill(app, 'message', 'salut')
    await app.user.click(screen.getByTestId('start'))
    expect(app.calls('diagnostics.start')).toMatchObject([{ test: { options: { count: 1, payload: { type: 'text', text: 'salut' } } } }])
    expect(await screen.findByTestId('one-answer')).toHaveTextContent(/Answered.*the same came back/)
  })

  it.each([
    ['host', 'a b', /without the port/],
    ['host', 'host:80', /without the port/],
    ['host', '', /without the port/],
    ['port', '0', /from 1 to 65535/],
    ['port', '65536', /from 1 to 65535/],
    ['port', 'http', /from 1 to 65535/],
    ['count', '20001', /from 1 to 20000/],
    ['rate', '0', /from 0\.01 to 10000/],
  ])('says what is wrong with %s %o, and starts nothing', async (field, text, words) => {
    const app = await openTest(test)
    await fill(app, field, text)
    await app.user.click(screen.getByTestId('start'))
    expect(screen.getByTestId(`field-${field}`)).toHaveAccessibleDescription(words)
    await waitFor(() => expect(screen.getByTestId(`field-${field}`)).toHaveFocus())
    expect(app.calls('diagnostics.start')).toEqual([])
  })

  it('takes an IPv6 address', async () => {
    const app = await openTest(test)
    await fill(app, 'host', '[[::1]')
    await app.user.click(screen.getByTestId('start'))
    expect(app.calls('diagnostics.start')).toMatchObject([{ test: { options: { host: '::1' } } }])
  })

  it('says in words why it could not begin', async () => {
    const app = await openTest(test)
    app.fake.failNext('diagnostics.start', 'too-many-runs')
    await app.user.click(screen.getByTestId('start'))
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many tests and servers run at once.')
  })
})

describe('a result', () => {
  const show = async (test: DiagnosticTest, target: RegExp) => {
    const app = await openTest(test)
    await app.user.click(screen.getAllByTestId('history-run').find((row) => target.test(row.textContent ?? '')) as HTMLElement)
    await screen.findByTestId('run')
    return app
  }

  it('says the figures, how many they are of, and what this computer adds', async () => {
    await show('tcp-echo', /192/)
    expect(screen.getByTestId('figures')).toHaveTextContent(/Median1\.\d+ ms/)
    expect(screen.getByTestId('figures')).toHaveTextContent(/Lossbelow 1\.6%/)
    expect(screen.getByTestId('honesty')).toHaveTextContent(/High confidence n = 18\d · 10 left out to warm up.*this computer adds about 0\.09 ms/)
  })

  it('is a table too', async () => {
    const { user } = await show('udp-echo', /lossy/)
    await user.click(screen.getByText('The same as a table'))
    const rows = within(within(screen.getByTestId('latency-chart')).getByRole('table')).getAllByRole('row')
    expect(rows).toHaveLength(13)
    expect(rows[0]).toHaveTextContent('TimeSentp50maxlost')
  })

  it('names the signs that are in the picture', async () => {
    await show('udp-echo', /lossy/)
    const legend = within(screen.getByTestId('latency-chart')).getByRole('list')
    expect(legend).toHaveTextContent(/answered.*late.*came twice.*overtaken.*lost/)
    expect(legend).not.toHaveTextContent(/warm-up/)
  })

  it('that failed says why and what to do', async () => {
    await show('tcp-echo', /refused/)
    expect(screen.getByTestId('run-state')).toHaveTextContent(/refused\.example, port 8080 said no.*check the port.*ECONNREFUSED/)
  })

  it('is compared with the last good one', async () => {
    await show('tcp-echo', /192/)
    const table = await screen.findByTestId('compare')
    expect(table).toHaveTextContent('Compared with the last good run')
    expect(table).toHaveTextContent(/Round trip, median.*no measurable difference.*Loss4%0%better/)
  })

  it('shows the bytes of an answer beside what was sent', async () => {
    const { user } = await show('tcp-echo', /192/)
    await user.click(screen.getByText('One by one'))
    await user.click(screen.getByRole('button', { name: 'Show the bytes of answer 200' }))
    await waitFor(() => expect(screen.getByTestId('test-bytes')).toHaveTextContent('From answer 200 of a test'))
    expect(useInspector.getState().view).toBe('compare')
    expect(screen.getByTestId('diff-verdict')).toHaveTextContent('The same, byte for byte.')
  })

  it('becomes a report that is seen before it goes anywhere, without addresses unless ticked', async () => {
    const { user, calls } = await show('tcp-echo', /192/)
    await user.click(screen.getByTestId('report'))
    const text = await screen.findByTestId('report-text')
    await waitFor(() => expect(text).toHaveTextContent('address left out'))
    expect(text).not.toHaveTextContent('192.168')
    expect(await violations()).toEqual([])
    await user.click(screen.getByRole('switch', { name: 'With addresses' }))
    await waitFor(() => expect(text).toHaveTextContent('192.168.1.42:8080'))
    await user.click(screen.getByRole('radio', { name: 'JSON' }))
    await waitFor(() => expect(text).toHaveTextContent('"schemaVersion": 1'))
    await user.click(screen.getByTestId('report-copy'))
    expect(calls('window.copy')).toEqual([{ text: text.textContent }])
    await user.click(screen.getByTestId('report-save'))
    expect(await screen.findByText('Saved as report.json')).toBeInTheDocument()
    expect(calls('diagnostics.save')).toMatchObject([{ format: 'json', addresses: true, language: 'en' }])
  })

  it('is removed from the history', async () => {
    const { user } = await show('tcp-echo', /refused/)
    await user.click(screen.getByRole('button', { name: /Remove the run of refused/ }))
    await waitFor(() => expect(screen.queryByTestId('run')).toBeNull())
    expect(screen.getAllByTestId('history-run')).toHaveLength(2)
  })
})

describe('a server', () => {
  it('is for this computer alone unless others are let in', async () => {
    const { user, calls } = await openTest('tcp-echo', { scenario: 'empty' })
    await user.click(screen.getByRole('radio', { name: 'Be the server' }))
    expect(screen.getByRole('switch', { name: 'Allow others on my network' })).not.toBeChecked()
    await user.click(screen.getByTestId('start'))
    await user.click(await screen.findByTestId('stop'))
    await user.click(screen.getByRole('switch', { name: 'Allow others on my network' }))
    await user.click(await screen.findByTestId('start'))
    expect(calls('diagnostics.start').map((args) => (args as { test: { options: { host: string } } }).test.options.host)).toEqual(['127.0.0.1', '::'])
  })

  it('shows each client, and lets one go', async () => {
    const { user, calls } = await openTest('tcp-echo', { scenario: 'empty' })
    await user.click(screen.getByRole('radio', { name: 'Be the server' }))
    await user.click(screen.getByTestId('start'))
    await waitFor(() => expect(screen.getAllByTestId('client')).toHaveLength(8))
    expect(screen.getByTestId('server-listening')).toHaveAttribute('data-port', '8080')
    await user.click(screen.getByRole('button', { name: 'Disconnect client 8' }))
    await waitFor(() => expect(screen.getAllByTestId('client')[0]).toHaveTextContent('Disconnected by you'))
    expect(calls('diagnostics.kick')).toMatchObject([{ number: 8 }])
  })

  it('that could not listen says why', async () => {
    const app = await openTest('tcp-echo', { scenario: 'empty' })
    await app.user.click(screen.getByRole('radio', { name: 'Be the server' }))
    await fill(app, 'port', '9')
    await app.user.click(screen.getByTestId('start'))
    await waitFor(() => expect(screen.getByTestId('run-state')).toHaveTextContent('The system reserves port 9: those under 1024'))
  })
})
