/** What a file is shown as: by the ending of its name here, never by what its sender says. */
export type FileKind = 'picture' | 'text' | 'audio' | 'video' | 'other'

/** What the page may decode. No SVG, HTML or PDF: they are programs. */
const kinds: Readonly<Record<string, readonly [FileKind, string]>> = {
  png: ['picture', 'image/png'],
  jpg: ['picture', 'image/jpeg'],
  jpeg: ['picture', 'image/jpeg'],
  gif: ['picture', 'image/gif'],
  webp: ['picture', 'image/webp'],
  txt: ['text', 'text/plain'],
  md: ['text', 'text/plain'],
  log: ['text', 'text/plain'],
  csv: ['text', 'text/plain'],
  json: ['text', 'text/plain'],
  py: ['text', 'text/plain'],
  c: ['text', 'text/plain'],
  h: ['text', 'text/plain'],
  java: ['text', 'text/plain'],
  ts: ['text', 'text/plain'],
  mp3: ['audio', 'audio/mpeg'],
  ogg: ['audio', 'audio/ogg'],
  opus: ['audio', 'audio/ogg'],
  wav: ['audio', 'audio/wav'],
  m4a: ['audio', 'audio/mp4'],
  flac: ['audio', 'audio/flac'],
  mp4: ['video', 'video/mp4'],
  webm: ['video', 'video/webm'],
}

const endingOf = (name: string): string => /\.([a-z0-9]{1,5})$/iu.exec(name)?.[1]?.toLowerCase() ?? ''

export const fileKind = (name: string): FileKind => kinds[endingOf(name)]?.[0] ?? 'other'

/** '' for what is none of these. */
export const mimeOf = (name: string): string => kinds[endingOf(name)]?.[1] ?? ''
