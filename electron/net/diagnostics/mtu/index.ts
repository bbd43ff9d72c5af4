export { mtuLimits } from './constants.ts'
export { findMtu } from './probe.ts'
