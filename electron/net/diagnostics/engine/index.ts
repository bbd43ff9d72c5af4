export { Engine } from './engine.ts'
export type { EngineEvents, Running, RunningHooks, Test, WholeRun } from './types.ts'
