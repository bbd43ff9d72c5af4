import type { FileInfo } from '../../shared/model/file.ts'

export const fakeFile = (patch: Partial<FileInfo> = {}): FileInfo => ({
  size: 2_480_000,
  files: null,
  state: 'offered',
  pausedByMe: false,
  pausedByThem: false,
  at: 0,
  failure: null,
  savedAs: null,
  ...patch,
})
