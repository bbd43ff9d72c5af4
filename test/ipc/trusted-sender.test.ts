import { describe, expect, it } from 'vitest'
import { isTrustedSender, type Sender } from '../../electron/ipc/trusted-sender.ts'

const trusted = { pageId: 1, origins: ['app://bundle'] }
const from = (url: string, { id = 1, parent = null as unknown } = {}): Sender => ({ sender: { id }, senderFrame: { url, parent } })

describe('who may call', () => {
  it.each(['app://bundle/', 'app://bundle/index.html', 'app://bundle/#thread'])('our page: %s', (url) => {
    expect(isTrustedSender(from(url), trusted)).toBe(true)
  })

  it.each([
    'https://example.org/',
    'http://bundle/',
    'file:///app/bundle/index.html',
    'app://bundle.example.org/',
    'app://other/',
    'app://bundle:8080/',
    'app://bundle@other/',
    'about:blank',
    'about:srcdoc',
    'data:text/html,x',
    'blob:app://bundle/1',
    'javascript:0',
    'chrome-error://chromewebdata/',
    'http://localhost:5173/',
    'not an address',
    '',
  ])('no page from elsewhere: %s', (url) => {
    expect(isTrustedSender(from(url), trusted)).toBe(false)
  })

  it('the dev server only where it is given', () => {
    const origins = ['app://bundle', 'http://localhost:5173']
    expect(isTrustedSender(from('http://localhost:5173/'), { pageId: 1, origins })).toBe(true)
    expect(isTrustedSender(from('http://localhost:5174/'), { pageId: 1, origins })).toBe(false)
  })

  it('no frame inside the page, and no other window', () => {
    expect(isTrustedSender(from('app://bundle/', { parent: {} }), trusted)).toBe(false)
    expect(isTrustedSender(from('app://bundle/', { id: 2 }), trusted)).toBe(false)
  })

  it('no frame that is gone', () => {
    expect(isTrustedSender({ sender: { id: 1 }, senderFrame: null }, trusted)).toBe(false)
    const gone = {
      get url(): string {
        throw new Error('Render frame was disposed before WebFrameMain could be accessed')
      },
      parent: null,
    }
    expect(isTrustedSender({ sender: { id: 1 }, senderFrame: gone }, trusted)).toBe(false)
  })
})
