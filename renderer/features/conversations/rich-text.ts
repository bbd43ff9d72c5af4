/** What a message's text is made of. Links are found later, inside `text` parts only. */
export interface TextPart {
  readonly type: 'text' | 'code' | 'block'
  readonly text: string
}

const fence = /```(?:[\w+-]*\n)?([\s\S]*?)(?:\n)?```|`([^`\n]+)`/g

/** Cuts text at ``` blocks ``` and `spans`; everything else is left as it came. An open fence is just text. */
export function richText(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(fence)) {
    const before = text.slice(from, match.index)
    if (before) parts.push({ type: 'text', text: before })
    const [whole, block, span] = match
    parts.push(block === undefined ? { type: 'code', text: span ?? '' } : { type: 'block', text: block })
    from = match.index + whole.length
  }
  const rest = text.slice(from)
  if (rest || parts.length === 0) parts.push({ type: 'text', text: rest })
  return parts
    .map((part, i) => (part.type === 'text' ? { ...part, text: besideBlock(part.text, parts[i - 1], parts[i + 1]) } : part))
    .filter((part) => part.text !== '')
}

/** A block stands on lines of its own already: one line end next to it is not shown. */
function besideBlock(text: string, before: TextPart | undefined, after: TextPart | undefined): string {
  const start = before?.type === 'block' ? text.replace(/^\n/, '') : text
  return after?.type === 'block' ? start.replace(/\n$/, '') : start
}

const emojiParts = /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0F|\u200D|\s)+$/u
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One to three emoji and nothing else: shown large. */
export function isOnlyEmoji(text: string): boolean {
  if (text.length > 60 || !emojiParts.test(text)) return false
  const shown = [...graphemes.segment(text.replace(/\s/gu, ''))].length
  return shown >= 1 && shown <= 3
}
