export { type DoctorHooks, startDoctor } from './doctor.ts'
export { Favours } from './favours.ts'
export { type DoctorDirectory, type DoctorHelpers, type DoctorSession, noHelpers } from './types.ts'
