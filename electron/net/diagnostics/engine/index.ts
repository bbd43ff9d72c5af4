export { Engine } from './engine.ts'
export type { Test, WholeRun } from './types.ts'
