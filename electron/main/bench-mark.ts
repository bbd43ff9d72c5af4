import type { WebContents } from 'electron'

const isBench = process.env['PALABRE_BENCH'] === '1'

/** Tells a bench when something was reached. */
export const mark = (name: string): void => {
  if (isBench) console.log(name, Date.now())
}

/** The moment of a frame that was painted after the screen of conversations (or the first steps) was there, by the page's own clock. */
const screenPainted = `new Promise((painted) => {
  const look = () => requestAnimationFrame(() => {
    if (!document.querySelector('[data-testid=conversations-screen], [data-testid=onboarding]')) return look()
    setTimeout(() => painted(Date.now()))
  })
  look()
})`

/** Tells a bench when a person sees the first screen and can write in it. */
export function markScreen(contents: WebContents): void {
  if (isBench) void contents.executeJavaScript(screenPainted).then((time) => console.log('SCREEN', time))
}
