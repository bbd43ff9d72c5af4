/** The one precision of times: 0.47 ms, 3.8 ms, 47 ms. More digits than a computer's clock and its scheduler mean are noise. */
export const millisecondDigits = (ms: number) => (Math.abs(ms) < 9.95 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 })
