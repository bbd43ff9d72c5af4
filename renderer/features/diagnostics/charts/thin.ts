/**
 * Of the points that fall on one column of pixels, those that can be seen apart: the first, the lowest, the highest, the last. What is drawn of
 * 10,000 samples is then at most four for each pixel of width, and no extreme is lost. `points`: ascending by column.
 */
export function thin<P>(points: readonly P[], columnOf: (point: P) => number, heightOf: (point: P) => number): readonly P[] {
  const kept: P[] = []
  let from = 0
  while (from < points.length) {
    const column = columnOf(points[from] as P)
    let to = from + 1
    while (to < points.length && columnOf(points[to] as P) === column) to++
    kept.push(...extremes(points, from, to, heightOf))
    from = to
  }
  return kept
}

function extremes<P>(points: readonly P[], from: number, to: number, heightOf: (point: P) => number): readonly P[] {
  if (to - from <= 4) return points.slice(from, to)
  let [low, high] = [from, from]
  for (let at = from + 1; at < to; at++) {
    const value = heightOf(points[at] as P)
    if (value < heightOf(points[low] as P)) low = at
    if (value > heightOf(points[high] as P)) high = at
  }
  return [...new Set([from, low, high, to - 1])].sort((a, b) => a - b).map((at) => points[at] as P)
}
