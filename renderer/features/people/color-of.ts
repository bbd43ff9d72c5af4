import { type PersonId, profileColors } from '../../../shared/model/person.ts'

/** Before one knows theirs: the same for the same identity. */
export function colorOf(id: PersonId): string {
  return profileColors[(id.charCodeAt(0) + id.charCodeAt(1) * 7) % profileColors.length] ?? 'slate'
}
