/** SHA-256 of a person's public key (SubjectPublicKeyInfo), RFC 4648 base32 without padding: 52 characters. The identity. */
export type PersonId = string

export const personIdPattern = /^[A-Z2-7]{52}$/

/** SHA-256 of a picture's bytes, in hexadecimal: its name on disk, on the wire and in the window. */
export type PictureId = string

export const pictureIdPattern = /^[0-9a-f]{64}$/

/** What one shows others: on first contact, in the person's card, in an invitation. The picture only to people that one has accepted. */
export interface Profile {
  readonly name: string
  /** One of `profileColors`. */
  readonly color: string
  readonly picture: PictureId | null
}

export const profileColors = ['terracotta', 'ochre', 'olive', 'teal', 'indigo', 'plum', 'rose', 'slate'] as const

/** Until one is chosen or known: the same for the same identity, seldom that of whoever is beside it, and never slate, in which programs are shown. */
export function colorOf(id: PersonId): (typeof profileColors)[number] {
  const colors = profileColors.filter((color) => color !== 'slate')
  return colors[(id.charCodeAt(0) + id.charCodeAt(1) * 7) % colors.length] ?? 'slate'
}

/** My own card. */
export interface Card extends Profile {
  readonly id: PersonId
  /** The identity in groups with check characters, as people read it. */
  readonly idText: string
  /** `palabre://HOST:PORT/?id=…&name=…` for the first address; also the content of the QR code. */
  readonly invitation: string
  readonly addresses: readonly { readonly host: string; readonly port: number; readonly interface: string }[]
}

/** Two people compare this aloud; both screens show the same. */
export interface SafetyNumber {
  /** 12 groups of 5 digits. */
  readonly digits: string
  readonly qr: string
}
