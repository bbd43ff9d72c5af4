import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const renderer = join(import.meta.dirname, '../../../renderer')
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.css'))
  .map((path) => ({
    path,
    text: readFileSync(join(renderer, path), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replaceAll('"', "'"),
  }))
const tokensFile = files.find(({ path }) => path.endsWith('styles/tokens.css'))?.text ?? ''

const blockOf = (selector: string) => tokensFile.slice(tokensFile.indexOf(`${selector} {`)).split('}')[0] ?? ''
const read = (block: string) => Object.fromEntries([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
const light = read(blockOf(':root'))
const dark = { ...light, ...read(blockOf(`:root[data-theme='dark']`)) }

/** WCAG 2.2: relative luminance and contrast. */
function luminance(hex = ''): number {
  const [r = 0, g = 0, b = 0] = (hex.match(/[0-9a-f]{2}/gi) ?? [])
    .map((part) => Number.parseInt(part, 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a = '', b = ''): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const papers = ['bg', 'control', 'surface', 'surface-sunken', 'surface-raised', 'hover', 'selected']
const people = ['terracotta', 'ochre', 'olive', 'teal', 'indigo', 'plum', 'rose', 'slate']
const readable: readonly (readonly [text: string, paper: string])[] = [
  ...papers.flatMap((paper) => ['text', 'text-muted'].map((text) => [text, paper] as const)),
  ...['bg', 'surface', 'surface-sunken', 'surface-raised', 'accent-soft', 'selected'].map((paper) => ['accent-text', paper] as const),
  ...['bg', 'surface', 'surface-sunken', 'surface-raised', 'bubble-mine', 'bubble-theirs', 'info-soft'].map((paper) => ['link', paper] as const),
  ...['text', 'text-muted'].flatMap((text) => ['bubble-mine', 'bubble-theirs', 'code', 'accent-soft'].map((paper) => [text, paper] as const)),
  ...['bg', 'control', 'surface', 'surface-sunken', 'surface-raised', 'danger-soft', 'bubble-mine'].map((paper) => ['danger-text', paper] as const),
  ...['bg', 'surface', 'surface-sunken', 'warning-soft', 'bubble-theirs'].map((paper) => ['warning-text', paper] as const),
  ...['bg', 'surface', 'surface-sunken', 'surface-raised'].map((paper) => ['success-text', paper] as const),
  ...['danger-soft', 'warning-soft', 'info-soft', 'success-soft', 'muted-fill', 'mark'].map((paper) => ['text', paper] as const),
  ...people.map((color) => ['on-person', `person-${color}`] as const),
  ...['rail', 'rail-hover', 'rail-selected'].map((paper) => ['on-rail', paper] as const),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-rail-muted', 'rail'],
  ['rail-accent', 'rail-selected'],
  ['bg', 'text'],
]
/** What is not text but must be seen: borders of fields, the focus, dots. */
const visible: readonly (readonly [sign: string, paper: string])[] = [
  ...['bg', 'surface', 'surface-raised', 'surface-sunken'].flatMap((paper) =>
    ['border-strong', 'focus', 'accent', 'success', 'danger'].map((sign) => [sign, paper] as const),
  ),
  ['rail-accent', 'rail'],
]

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_, theme: Record<string, string>) => {
  it.each(readable)('%s can be read on %s (4.5 to 1)', (text, paper) => {
    expect(contrast(theme[text], theme[paper])).toBeGreaterThanOrEqual(4.5)
  })

  it.each(visible)('%s can be seen on %s (3 to 1)', (sign, paper) => {
    expect(contrast(theme[sign], theme[paper])).toBeGreaterThanOrEqual(3)
  })
})

describe('the style sheets', () => {
  it('take every colour from the tokens', () => {
    const raw = files
      .filter(({ path }) => !path.endsWith('tokens.css'))
      .flatMap(({ path, text }) => [...text.matchAll(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/gi)].map((m) => `${path}: ${m[0]}`))
    expect(raw).toEqual([])
  })

  it('use only tokens that exist', () => {
    const own = new Set([...Object.keys(light), 'transform-origin'])
    const unknown = files.flatMap(({ path, text }) =>
      [...text.matchAll(/var\(--([\w-]+)/g)].filter((m) => !own.has(m[1] ?? '') && !text.includes(`--${m[1]}:`)).map((m) => `${path}: ${m[1]}`),
    )
    expect(unknown).toEqual([])
  })

  it('give the dark theme every colour of the light one but those that are the same on purpose', () => {
    const same = new Set(['on-person', 'qr-paper', 'qr-ink'])
    const darkOnly = read(blockOf(`:root[data-theme='dark']`))
    expect(Object.keys(light).filter((name) => /^#/.test(light[name] ?? '') && !same.has(name) && !(name in darkOnly))).toEqual([])
  })
})
