import type { Step } from '../types.ts'

export const load: Step = async () => 'not-asked'
