import { fireEvent, render, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { useMessageItems } from '../../../renderer/features/conversations/message-actions.tsx'
import { usePage } from '../../../renderer/features/shell/page-store.ts'
import { inspect, useInspector } from '../../../renderer/state/inspector-store.ts'
import { Menu } from '../../../renderer/ui/menu.tsx'
import { byteLimits } from '../../../shared/bytes/index.ts'
import type { Message } from '../../../shared/model/message.ts'
import { openApp } from '../open-app.tsx'
import { violations } from '../violations.ts'

async function openBytes(text = '', notation: 'text' | 'hex' | 'base64' | 'escapes' = 'text') {
  const app = await openApp()
  inspect({ text, notation })
  await app.user.keyboard('{Control>}4{/Control}')
  await app.user.click(screen.getByTestId('diagnostics-bytes-tab'))
  return app
}

const view = (name: string) => screen.getByRole('radio', { name })
const cursor = () => within(screen.getByTestId('test-bytes')).getByText(/^Byte \d/)

describe('the byte inspector', () => {
  it.each(['Bytes', 'UTF-8', 'Latin-1', 'Struct', 'Compare'])('has nothing in %s that axe objects to', async (name) => {
    const { user } = await openBytes('Écoutez d’abord.')
    await user.click(view(name))
    expect(await violations()).toEqual([])
  })

  it('says so when there is nothing yet', async () => {
    await openBytes()
    expect(screen.getByText('Nothing to look at yet')).toBeInTheDocument()
    expect(await violations()).toEqual([])
  })

  it('shows offset, hex and ASCII', async () => {
    await openBytes('hé!')
    expect(screen.getByTestId('dump')).toHaveTextContent(/^0000000068c3a921h\.\.!$/)
    expect(screen.getByTestId('bytes-size')).toHaveTextContent('4 bytes')
  })

  it('is walked with the arrows, and says where the cursor is', async () => {
    const { user } = await openBytes('abcdefghijklmnopqrst')
    screen.getByTestId('dump').focus()
    await user.keyboard('{ArrowRight}{ArrowRight}')
    expect(cursor()).toHaveTextContent('Byte 2: 0x63, c')
    await user.keyboard('{ArrowDown}')
    expect(cursor()).toHaveTextContent('Byte 18: 0x73, s')
    await user.keyboard('{ArrowDown}{End}')
    expect(cursor()).toHaveTextContent('Byte 19')
    await user.keyboard('{Control>}{Home}{/Control}{ArrowLeft}')
    expect(cursor()).toHaveTextContent('Byte 0: 0x61, a')
  })

  it('reads numbers at the cursor in both byte orders', async () => {
    await openBytes('01 02 03 04', 'hex')
    const readings = screen.getByTestId('readings')
    expect(readings).toHaveTextContent(/u32 BE\s*16909060/)
    expect(readings).toHaveTextContent(/u32 LE\s*67305985/)
    expect(readings).toHaveTextContent(/ipv4\s*1\.2\.3\.4/)
  })

  it('says where the hex is wrong', async () => {
    await openBytes('50 6g', 'hex')
    expect(screen.getByRole('alert')).toHaveTextContent('Not a hex digit at character 5.')
  })

  it('gives the reason for each byte that is not UTF-8', async () => {
    const { user } = await openBytes('41 ff c0 af ed a0 80 e2 82', 'hex')
    await user.click(view('UTF-8'))
    expect(screen.getByTestId('utf8-verdict')).toHaveTextContent('Not UTF-8: 8 bad bytes.')
    const marks = [...screen.getByTestId('utf8-text').querySelectorAll('mark')].map((mark) => `${mark.textContent}: ${mark.title}`)
    expect(marks).toEqual([
      'ff: a byte that UTF-8 never has',
      'c0 af: a longer form than needed',
      'ed a0 80: half of a UTF-16 pair',
      'e2 82: a character that is cut short',
    ])
  })

  it('shows control characters as pictures, never as themselves', async () => {
    const { user } = await openBytes('00 1b 5b 33 31 6d e2 80 ae 41', 'hex')
    await user.click(view('UTF-8'))
    expect(screen.getByTestId('utf8-text').textContent).toBe('␀␛[31m□A')
    await user.click(view('Latin-1'))
    expect(screen.getByTestId('latin1-text').textContent).toBe('␀␛[31mâ·®A')
  })

  it('takes a struct format apart, from the cursor on', async () => {
    const { user } = await openBytes('ff 00 01 1f 90', 'hex')
    screen.getByTestId('dump').focus()
    await user.keyboard('{ArrowRight}')
    await user.click(view('Struct'))
    await user.clear(screen.getByTestId('struct-format'))
    await user.type(screen.getByTestId('struct-format'), '!HH')
    const rows = within(screen.getByTestId('struct-fields')).getAllByRole('row')
    expect(rows.map((row) => row.textContent)).toEqual(['FieldLetterOffsetBytesValue', '0H100011', '1H31f908080'])
    await user.type(screen.getByTestId('struct-format'), 'Q')
    expect(screen.getByTestId('struct-format')).toHaveAccessibleDescription(/The bytes end at 5/)
  })

  it('compares two, and says from where they differ', async () => {
    const { user } = await openBytes('bonjour')
    await user.click(view('Compare'))
    await user.type(screen.getByTestId('bytes-other'), 'bonsoir')
    expect(screen.getByTestId('diff-verdict')).toHaveTextContent('They differ from byte 3 on.')
    await user.clear(screen.getByTestId('bytes-other'))
    await user.type(screen.getByTestId('bytes-other'), 'bonjour')
    expect(screen.getByTestId('diff-verdict')).toHaveTextContent('The same, byte for byte.')
  })

  it('finds text and hex, round and round', async () => {
    const { user } = await openBytes('ab-ab')
    await user.type(screen.getByTestId('bytes-find'), 'ab{Enter}')
    expect(cursor()).toHaveTextContent('Byte 3')
    await user.keyboard('{Enter}')
    expect(cursor()).toHaveTextContent('Byte 0')
    await user.clear(screen.getByTestId('bytes-find'))
    await user.type(screen.getByTestId('bytes-find'), '0x2d{Enter}')
    expect(cursor()).toHaveTextContent('Byte 2')
    await user.type(screen.getByTestId('bytes-find'), 'ff{Enter}')
    expect(screen.getByRole('alert')).toHaveTextContent('Not there.')
  })

  it('copies as a line of a program', async () => {
    const { user, calls } = await openBytes('a\u00e9')
    await user.click(screen.getByTestId('copy-as'))
    await user.click(await screen.findByRole('menuitem', { name: 'Python' }))
    expect(calls('window.copy')).toEqual([{ text: "b'a\\xc3\\xa9'" }])
  })

  it('opens a file, and refuses one that is too large', async () => {
    await openBytes()
    const picker = screen.getByTestId('bytes-input-file')
    const file = new File([new Uint8Array([1, 2, 3])], 'dump.bin')
    Object.defineProperty(file, 'arrayBuffer', { value: async () => new Uint8Array([1, 2, 3]).buffer })
    fireEvent.change(picker, { target: { files: [file] } })
    expect(await screen.findByText('dump.bin, 3 bytes')).toBeInTheDocument()
    const large = new File([], 'large.bin')
    Object.defineProperty(large, 'size', { value: byteLimits.input + 1 })
    fireEvent.change(picker, { target: { files: [large] } })
    expect(await screen.findByRole('alert')).toHaveTextContent('That file is too large: 16.8 MB at most.')
    expect(useInspector.getState().input.file?.bytes).toHaveLength(3)
  })

  it('renders only the rows in sight of a large file, and turns its pages', async () => {
    const { user } = await openBytes()
    useInspector.setState({ input: { notation: 'text', text: '', origin: null, file: { name: 'big', bytes: new Uint8Array(3 * 1024 * 1024) } } })
    const dump = await screen.findByTestId('dump')
    expect(dump.querySelectorAll('.dg-dump-row').length).toBeLessThan(100)
    await user.click(screen.getByRole('button', { name: 'Later bytes' }))
    expect(dump).toHaveTextContent(/^00100000/)
  })
})

it('a message shows its bytes, and says where they come from', async () => {
  const { user, fake } = await openApp()
  const message = fake.core
    .talk(fake.idOf('Awa'))
    .messages()
    .findLast(({ from, deleted }) => from === 'them' && !deleted) as Message
  const can = { reply: false, react: false, edit: false, remove: false }
  const Items = () => <Menu items={useMessageItems(message, can)} trigger={<button type="button">Actions</button>} />
  const { container } = render(<Items />)
  await user.click(within(container).getByRole('button', { name: 'Actions' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Show bytes' }))
  expect(usePage.getState().page).toBe('diagnostics')
  expect(useInspector.getState().input).toMatchObject({ notation: 'text', origin: 'a message', text: message.text })
})
