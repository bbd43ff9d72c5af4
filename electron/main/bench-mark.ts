/** Tells a bench when something was reached. */
export const mark = (name: string): void => {
  if (process.env['PALABRE_BENCH'] === '1') console.log(name, Date.now())
}
