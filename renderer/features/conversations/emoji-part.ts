import { lazyPart } from '../../ui/lazy-part.tsx'

/** The picker with its lists, which come after the first paint. */
export const EmojiPicker = lazyPart(async () => (await import('./emoji-picker.tsx')).EmojiPicker)
