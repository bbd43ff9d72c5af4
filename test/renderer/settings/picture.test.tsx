import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { goToSettings } from '../../../renderer/features/shell/page-store.ts'
import { createCard } from '../../../renderer/gallery/create-props.ts'
import { limits } from '../../../shared/limits.ts'
import { openApp } from '../open-app.tsx'
import { settled } from '../reset-stores.ts'
import { violations } from '../violations.ts'

const drawn: unknown[][] = []

/** jsdom decodes and draws nothing. A file called "broken" is no picture. */
class Canvas {
  readonly getContext = () => ({ fillRect: () => undefined, drawImage: (_bitmap: unknown, ...where: unknown[]) => drawn.push(where) })
  readonly convertToBlob = async ({ type }: { type: string }) => ({ arrayBuffer: async () => new Uint8Array(Buffer.from(type)).buffer })
}

beforeEach(() => {
  drawn.length = 0
  vi.stubGlobal('OffscreenCanvas', Canvas)
  vi.stubGlobal('createImageBitmap', async (file: File) => {
    if (file.name === 'broken') throw new DOMException('no picture', 'InvalidStateError')
    return { width: 640, height: 400, close: () => undefined }
  })
})
afterEach(() => vi.unstubAllGlobals())

async function openProfile(picture: string | null = null) {
  const app = await openApp({}, { card: createCard({ picture }) })
  await act(async () => {
    goToSettings('profile')
    await settled()
  })
  return app
}

const file = (name: string) => new File(['x'], name, { type: 'image/png' })
const face = () => screen.getByTestId('picture-choice').querySelector('img')

describe('my picture', () => {
  it('is the middle of the file that was chosen, and shown at once', async () => {
    const { user, calls } = await openProfile()
    expect(face()).toBeNull()
    await user.upload(screen.getByTestId('picture-file'), file('photo.png'))
    await waitFor(() => expect(face()).toHaveAttribute('src', expect.stringMatching(/^data:image\/webp/)))
    expect(drawn).toEqual([[120, 0, 400, 400, 0, 0, 128, 128]])
    expect(calls('profile.setPicture')).toEqual([{ bytes: new Uint8Array(Buffer.from('image/webp')) }])
    expect(screen.getByTestId('my-card').querySelector('img')).not.toBeNull()
    expect(await violations()).toEqual([])
  })

  it('is chosen and removed by keyboard, and the focus stays near', async () => {
    const { user, calls } = await openProfile('ab'.repeat(32))
    const choose = screen.getByRole('button', { name: 'Replace…' })
    const opened = vi.spyOn(screen.getByTestId<HTMLInputElement>('picture-file'), 'click')
    choose.focus()
    await user.keyboard('{Enter}')
    expect(opened).toHaveBeenCalledOnce()
    await user.tab()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(calls('profile.setPicture')).toEqual([{ bytes: null }]))
    expect(await screen.findByRole('button', { name: 'Choose a picture…' })).toHaveFocus()
    expect(face()).toBeNull()
  })

  it('that can’t be read, is too large, or is refused is said, and the old one stays', async () => {
    const { user, fake, calls } = await openProfile('ab'.repeat(32))
    const large = Object.defineProperty(file('large.png'), 'size', { value: limits.pictureSourceBytes + 1 })
    for (const wrong of [file('broken'), large]) {
      await user.upload(screen.getByTestId('picture-file'), wrong)
      expect(await screen.findAllByText(/That picture can’t be used/)).not.toEqual([])
    }
    expect(calls('profile.setPicture')).toEqual([])
    fake.failNext('profile.setPicture', 'disk-full')
    await user.upload(screen.getByTestId('picture-file'), file('photo.png'))
    expect(await screen.findByText(/The disk is full/)).toBeInTheDocument()
    expect(face()).not.toBeNull()
  })
})

describe('a person', () => {
  it('has initials and colour where there is no picture or it can’t be shown', async () => {
    const { fake } = await openApp()
    const item = () => document.querySelector<HTMLElement>('[data-testid="conversation-item"][data-title^="Awa"]')
    const picture = item()?.querySelector('img')
    expect(picture).toHaveAttribute('alt', '')
    expect(item()?.querySelector('text')).toHaveTextContent('AD')
    fireEvent.error(picture as HTMLImageElement)
    expect(item()?.querySelector('img')).toBeNull()
    await act(async () => {
      fake.core.conversation(fake.idOf('Awa'), { picture: 'cd'.repeat(32) })
      await settled()
    })
    expect(item()?.querySelector('img')).toHaveAttribute('src', `data:,${'cd'.repeat(32)}`)
  })
})
