/**
 * Latin-1 by its own definition: each byte is the code point of its number. The platforms' decoders disagree (in a browser `latin1` is
 * windows-1252, where 0x80 is the euro sign; in Node it depends on the version), and the window and the core must show the same.
 */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return text
}

/** null: a character that Latin-1 does not have. */
export function encodeLatin1(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0xff) return null
    bytes[at] = code
  }
  return bytes
}
