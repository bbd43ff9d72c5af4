import { AppError } from '../errors.ts'
import type { PersonId } from './person.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const groupLength = 13
const shownLength = 7

/** The identity as people read it: Syncthing's device ID, a check character after every 13, in 8 groups of 7. */
export function formatId(id: PersonId): string {
  const checked = split(id, groupLength)
    .map((group) => group + checkCharacter(group))
    .join('')
  return split(checked, shownLength).join('-')
}

/**
 * Reads what a person typed or pasted: any case, spaces and dashes anywhere, 0 1 8 for O I B, with or without check characters.
 * Throws `AppError` bad-argument with `problem`: length, character or check (and `group`, from 1).
 */
export function parseId(text: string): PersonId {
  const clean = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('0', 'O').replaceAll('1', 'I').replaceAll('8', 'B')
  if (!/^[A-Z2-7]*$/.test(clean)) throw new AppError('bad-argument', { field: 'id', problem: 'character' })
  if (clean.length === 4 * groupLength) return clean
  if (clean.length !== 4 * (groupLength + 1)) throw new AppError('bad-argument', { field: 'id', problem: 'length', length: clean.length })
  return split(clean, groupLength + 1)
    .map(withoutCheck)
    .join('')
}

function withoutCheck(group: string, index: number): string {
  const body = group.slice(0, groupLength)
  if (checkCharacter(body) !== group.at(-1)) throw new AppError('bad-argument', { field: 'id', problem: 'check', group: index + 1 })
  return body
}

/** Luhn mod 32, as Syncthing computes it (from the left). */
function checkCharacter(group: string): string {
  let sum = 0
  for (let i = 0; i < group.length; i++) {
    const addend = alphabet.indexOf(group.charAt(i)) * (i % 2 === 0 ? 1 : 2)
    sum += Math.floor(addend / 32) + (addend % 32)
  }
  return alphabet.charAt((32 - (sum % 32)) % 32)
}

function split(text: string, length: number): string[] {
  return text.match(new RegExp(`.{1,${length}}`, 'g')) ?? []
}
