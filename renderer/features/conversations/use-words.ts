import { wordsOf } from '../../i18n/words.ts'

export const useWords = wordsOf('conversations')
