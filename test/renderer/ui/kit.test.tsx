import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { controls } from '../../../renderer/gallery/kit-controls.tsx'
import { feedback } from '../../../renderer/gallery/kit-feedback.tsx'
import { marks } from '../../../renderer/gallery/kit-marks.tsx'
import { setLanguage } from '../../../renderer/i18n/i18n.ts'
import { Avatar } from '../../../renderer/ui/avatar.tsx'
import { CopyField } from '../../../renderer/ui/copy-field.tsx'
import { Dialog } from '../../../renderer/ui/dialog.tsx'
import { Kbd } from '../../../renderer/ui/kbd.tsx'
import { QrCode } from '../../../renderer/ui/qr-code.tsx'
import { SafeText } from '../../../renderer/ui/safe-text.tsx'
import { Segmented } from '../../../renderer/ui/segmented.tsx'
import { StateMark } from '../../../renderer/ui/state-mark.tsx'
import { Switch } from '../../../renderer/ui/switch.tsx'
import { TextField } from '../../../renderer/ui/text-field.tsx'
import { Toasts } from '../../../renderer/ui/toasts.tsx'
import { violations } from '../violations.ts'

describe('every component of the gallery', () => {
  it.each([...marks, ...controls, ...feedback].map((story) => [story.title, story.Show] as const))('%s has nothing that axe objects to', async (_, Show) => {
    const { container } = render(<Show />)
    expect(await violations(container)).toEqual([])
  })
})

describe('a field', () => {
  it('is named by its label and described by its error', () => {
    render(<TextField label="Port" error="A port is a number." value="x" onChange={() => undefined} />)
    const field = screen.getByLabelText('Port')
    expect(field).toHaveAccessibleDescription('A port is a number.')
    expect(field).toBeInvalid()
  })
})

describe('a segmented choice', () => {
  function Choice() {
    const [value, set] = useState<'a' | 'b'>('a')
    return (
      <Segmented
        label="Letters"
        value={value}
        options={[
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ]}
        onChange={set}
      />
    )
  }

  it('moves with the arrows and says what is chosen', async () => {
    render(<Choice />)
    await userEvent.tab()
    expect(screen.getByRole('radio', { name: 'A' })).toHaveFocus()
    await userEvent.keyboard('{ArrowRight}')
    expect(screen.getByRole('radio', { name: 'B' })).toBeChecked()
    expect(screen.getByRole('group', { name: 'Letters' })).toBeInTheDocument()
  })
})

describe('a switch', () => {
  it('turns with Space, and by its label', async () => {
    const change = vi.fn()
    render(<Switch label="Sound" hint="At night too." checked={false} onChange={change} />)
    await userEvent.tab()
    await userEvent.keyboard(' ')
    await userEvent.click(screen.getByText('Sound'))
    expect(change.mock.calls).toEqual([[true], [true]])
    expect(screen.getByRole('switch', { name: 'Sound' })).toHaveAccessibleDescription('At night too.')
  })
})

describe('a thing to copy', () => {
  it('copies the whole value, says so, and forgets it after a while', () => {
    vi.useFakeTimers()
    const copy = vi.fn()
    render(<CopyField grouped value="ABCD-EFGH" label="Copy the identity" onCopy={copy} />)
    fireEvent.click(screen.getByRole('button', { name: 'Copy the identity: ABCD-EFGH' }))
    expect(copy).toHaveBeenCalledWith('ABCD-EFGH')
    expect(screen.getAllByText(/ABCD-|EFGH/, { selector: 'code' })).toHaveLength(2)
    expect(screen.getByRole('button', { name: 'Copied' })).toBeInTheDocument()
    act(() => vi.advanceTimersByTime(2_000))
    expect(screen.getByRole('button', { name: 'Copy the identity: ABCD-EFGH' })).toBeInTheDocument()
    vi.useRealTimers()
  })
})

describe('an avatar', () => {
  const draw = (seed: string, name: string) => render(<Avatar seed={seed} name={name} color="teal" />).container.innerHTML

  it('is the same for the same identity and another for another', () => {
    expect(draw('KEY1', 'Awa')).toBe(draw('KEY1', 'Awa'))
    expect(draw('KEY1', 'Awa')).not.toBe(draw('KEY2', 'Awa'))
  })

  it.each([
    ['Awa Diallo', 'AD'],
    ['théo', 'T'],
    ['192.168.1.42:3000', '#'],
    ['[fd00::1]:3000', '#'],
    ['', '?'],
  ])('shows %o as %s', (name, letters) => {
    const { container } = render(<Avatar seed="x" name={name} color="none" />)
    expect(container.querySelector('text')).toHaveTextContent(letters)
  })
})

describe('text of others', () => {
  it('is never HTML, and a link only calls back', async () => {
    const follow = vi.fn()
    const { container } = render(<SafeText text={'<img src=x onerror=alert(1)> see https://example.org/a?b=1.'} onLink={follow} />)
    expect(container.querySelector('img, a, script')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'https://example.org/a?b=1' }))
    expect(follow).toHaveBeenCalledWith('https://example.org/a?b=1')
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'http://'])('%s is no link', (text) => {
    render(<SafeText text={text} onLink={() => undefined} />)
    expect(screen.queryByRole('button')).toBeNull()
  })
})

describe('toasts', () => {
  it('are announced politely and can be undone once', async () => {
    const undo = vi.fn()
    const close = vi.fn()
    render(<Toasts toasts={[{ id: 7, content: 'Message deleted', undo }]} undoLabel="Undo" closeLabel="Close" onClose={close} />)
    expect(screen.getByRole('status')).toHaveAttribute('aria-live', 'polite')
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(undo).toHaveBeenCalledOnce()
    expect(close).toHaveBeenCalledWith(7)
  })
})

describe('a dialog', () => {
  function Opener() {
    const [open, set] = useState(false)
    return (
      <>
        <button type="button" onClick={() => set(true)}>
          Open
        </button>
        <Dialog open={open} onClose={() => set(false)} title="Sure?">
          <button type="button">Yes</button>
        </Dialog>
      </>
    )
  }

  it('takes the focus, closes with Escape and gives the focus back', async () => {
    render(<Opener />)
    await userEvent.click(screen.getByRole('button', { name: 'Open' }))
    const dialog = await screen.findByRole('dialog', { name: 'Sure?' })
    await waitFor(() => expect(dialog).toContainElement(document.activeElement as HTMLElement))
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await waitFor(() => expect(screen.getByRole('button', { name: 'Open' })).toHaveFocus())
  })
})

describe('small signs', () => {
  it.each(['queued', 'sent', 'delivered', 'read', 'failed'] as const)('a %s message says so to those who do not see', (state) => {
    render(<StateMark state={state} label={`it is ${state}`} />)
    expect(screen.getByRole('img', { name: `it is ${state}` })).toBeInTheDocument()
  })

  it('a QR code has a name and grows with what it holds', () => {
    const { container } = render(<QrCode value={'x'.repeat(300)} label="Invitation" />)
    expect(screen.getByRole('img', { name: 'Invitation' })).toBeInTheDocument()
    expect(Number(container.querySelector('svg')?.getAttribute('viewBox')?.split(' ')[2])).toBeGreaterThan(50)
  })

  it('keys are named as on this keyboard', () => {
    const { container } = render(<Kbd apple>Ctrl K</Kbd>)
    expect(container).toHaveTextContent('⌘K')
  })

  it('keys have the names that are written on them, in the language of the app', () => {
    act(() => setLanguage('fr'))
    const { container } = render(<Kbd apple={false}>Shift Enter</Kbd>)
    expect(container).toHaveTextContent('MajEntrée')
    act(() => setLanguage('en'))
    expect(container).toHaveTextContent('ShiftEnter')
  })
})
