import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { composing } from '../../../renderer/state/composer-store.ts'
import { useSelection } from '../../../renderer/state/selection-store.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen
afterEach(() => page.close())

const input = () => screen.getByTestId<HTMLTextAreaElement>('composer-input')
const write = (value: string) => fireEvent.change(input(), { target: { value } })
const say = (text: string) => {
  write(text)
  fireEvent.keyDown(input(), { key: 'Enter' })
}
const lastSent = () => page.fake.calls.findLast((call) => call.channel === 'message.send')?.args

it('what is said while /join is on its way goes to whom it leads to; what is only typed stays to be sent there', async () => {
  page = await renderScreen({ scenario: 'empty', latencyMs: 60 })
  say('/join 10.1.2.3 4000')
  say('said at once')
  write('and typed on')
  await waitFor(() => expect(lastSent()).toMatchObject({ text: 'said at once' }))
  const id = useSelection.getState().conversationId ?? ''
  expect(lastSent()).toMatchObject({ conversationId: id })
  await waitFor(() => expect(composing(id).text).toBe('and typed on'))
})
