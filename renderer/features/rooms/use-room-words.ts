import { wordsOf } from '../../i18n/words.ts'

/** The words about rooms. */
export const useRoomWords = wordsOf('rooms')
