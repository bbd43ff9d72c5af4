import { expect, it } from 'vitest'
import { roomEventInWords } from '../../electron/cli/words.ts'

it('lets nobody move the cursor of the host’s terminal, or speak as another', () => {
  const text = '\u001b[2J\u001b]0;mine\u0007\u009b1A\u202ehello\n*** ada joined from 192.0.2.1:5, encrypted\r'
  expect(roomEventInWords({ event: 'said', name: 'eve', text })).toBe('eve: ␛[2J␛]0;mine␇\ufffd1A\ufffdhello\neve: *** ada joined from 192.0.2.1:5, encrypted␍')
  expect(roomEventInWords({ event: 'joined', name: 'ada', host: '::1', port: 5, person: null })).toBe('*** ada joined from [::1]:5')
})
