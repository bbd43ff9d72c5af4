import { act, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach } from 'vitest'
import { App } from '../../renderer/app.tsx'
import { usePage } from '../../renderer/features/shell/page-store.ts'
import { type AppState, useApp } from '../../renderer/state/app-store.ts'
import { startState } from '../../renderer/state/start.ts'
import { createFakeApi, type FakeApi, type FakeOptions } from '../helpers/fake-api.ts'
import { resetStores, settled } from './reset-stores.ts'

export interface OpenApp {
  readonly fake: FakeApi
  readonly user: ReturnType<typeof userEvent.setup>
  readonly set: (change: Partial<AppState>) => void
  readonly calls: (channel: string) => unknown[]
}

let stop = (): void => {}
// What the world of one test still has to tell must not be heard in the next.
afterEach(() => stop())

/** The whole window on a fake world. `change`: what is different from that world. */
export async function openApp(options: FakeOptions = {}, change: Partial<AppState> = {}): Promise<OpenApp> {
  resetStores()
  usePage.setState({ page: 'conversations', section: 'profile', palette: false })
  const fake = createFakeApi({ crowd: 2, longest: 50, ...options })
  stop = startState(fake)
  await settled()
  useApp.setState(change)
  render(<App />)
  await act(settled)
  return {
    fake,
    user: userEvent.setup(),
    set: (next) => act(() => useApp.setState(next)),
    calls: (channel) => fake.calls.filter((call) => call.channel === channel).map((call) => call.args),
  }
}
