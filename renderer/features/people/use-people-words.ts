import { wordsOf } from '../../i18n/words.ts'

/** The words about finding people. */
export const usePeopleWords = wordsOf('people')
