const [lf, cr] = [10, 13]
const fin = [0x66, 0x69, 0x6e]

const isLetter = (byte: number | undefined, at: number): boolean => byte !== undefined && (byte | 0x20) === fin[at]

/** Where a line of nothing but FIN begins, in any case, ended by a line end or by nothing; -1 for nowhere. What begins a piece begins a line. */
export function finAt(bytes: Buffer): number {
  for (let start = 0; start !== -1 && start < bytes.length; start = after(bytes, start)) {
    if (isLetter(bytes[start], 0) && isLetter(bytes[start + 1], 1) && isLetter(bytes[start + 2], 2)) {
      const next = bytes[start + 3]
      if (next === undefined || next === lf || next === cr) return start
    }
  }
  return -1
}

/** Where a last line begins that may become FIN with the next piece: `F`, `fi`; -1 for nowhere. */
export function finMayBeginAt(bytes: Buffer): number {
  const start = bytes.lastIndexOf(lf) + 1
  const length = bytes.length - start
  if (length < 1 || length > 2) return -1
  return isLetter(bytes[start], 0) && (length === 1 || isLetter(bytes[start + 1], 1)) ? start : -1
}

function after(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(lf, start)
  return end === -1 ? -1 : end + 1
}
