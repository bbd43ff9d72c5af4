/** Where `wanted` begins, from `from` on; -1: nowhere. */
export function findBytes(bytes: Uint8Array, wanted: Uint8Array, from = 0): number {
  if (wanted.length === 0) return -1
  const first = wanted[0] ?? 0
  for (let at = bytes.indexOf(first, from); at !== -1 && at + wanted.length <= bytes.length; at = bytes.indexOf(first, at + 1)) {
    let same = 1
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++
    if (same === wanted.length) return at
  }
  return -1
}
