/** From a value to a place on the screen, px. */
export interface Scale {
  readonly kind: 'linear' | 'log'
  readonly of: (value: number) => number
  /** Round values to name on the axis, in ascending order. */
  readonly ticks: readonly number[]
}

/** From 0 to at least `most`. */
export function linearScale(most: number, from: number, to: number, count = 4): Scale {
  const step = niceStep(most / count)
  const top = Math.max(step, Math.ceil(most / step) * step)
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step)
  return { kind: 'linear', ticks, of: (value) => from + ((to - from) * Math.min(value, top)) / top }
}

/** Where a few values are many times the others: decades. */
export function logScale(least: number, most: number, from: number, to: number): Scale {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))]
  const decades = Math.max(1, high - low)
  const ticks = Array.from({ length: decades + 1 }, (_, i) => 10 ** (low + i))
  return { kind: 'log', ticks, of: (value) => from + (to - from) * Math.min(1, Math.max(0, (Math.log10(Math.max(value, 10 ** low)) - low) / decades)) }
}

/** The largest is this many times the middle: a linear axis would show a line on the floor. */
const spread = 25

/** Linear, unless the values lie too far apart. `values`: ascending. */
export function valueScale(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [values.find((value) => value > 0) ?? 0, values.at(-1) ?? 0]
  const middle = values[Math.floor(values.length / 2)] ?? 0
  return middle > 0 && most > spread * middle ? logScale(least, most, from, to) : linearScale(most || 1, from, to)
}

/** 1, 2 or 5 times a power of ten, not below `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough || 1))
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power
}
