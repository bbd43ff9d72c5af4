import { cleanup, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { ConversationsScreen } from '../../renderer/features/conversations/conversations-screen.tsx'
import { setLanguage, startI18n } from '../../renderer/i18n/i18n.ts'
import { startState } from '../../renderer/state/start.ts'
import { createFakeApi, type FakeApi, type FakeOptions } from '../helpers/fake-api.ts'
import { resetStores, settled } from './reset-stores.ts'

class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** What jsdom has no layout for. */
function fillIn(): void {
  globalThis.ResizeObserver ??= NoResize
  Element.prototype.scrollTo ??= () => undefined
  Element.prototype.scrollBy ??= () => undefined
  Element.prototype.getAnimations ??= () => []
}

export interface Screen {
  readonly fake: FakeApi
  readonly user: ReturnType<typeof userEvent.setup>
  readonly container: HTMLElement
  readonly open: (title: string) => Promise<void>
  readonly close: () => void
}

/** The whole conversations screen on a fake world, as a person would use it. */
export async function renderScreen(options: FakeOptions = {}): Promise<Screen> {
  fillIn()
  resetStores()
  startI18n('en')
  setLanguage('en')
  const fake = createFakeApi({ crowd: 2, longest: 200, ...options })
  const stop = startState(fake)
  await settled()
  const user = userEvent.setup()
  const { container } = render(<ConversationsScreen />)
  const open = async (title: string) => {
    const item = container.querySelector<HTMLElement>(`[data-testid="conversation-item"][data-title^="${title}"]`)
    if (!item) throw new Error(`no conversation ${title}`)
    await user.click(item)
    await settled()
  }
  const close = () => {
    cleanup()
    stop()
    fake.stop()
  }
  return { fake, user, container, open, close }
}
