/**
 * Several things run at once, and each is read in one piece, in the order in which they were opened: the first that is not over is shown as it comes,
 * the others once it is their turn.
 */
export function inTurn(show) {
  const waiting = []
  return () => {
    const part = { text: [], over: false }
    waiting.push(part)
    return {
      write: (text) => {
        if (waiting[0] === part) show(text)
        else part.text.push(text)
      },
      end: () => {
        part.over = true
        while (waiting[0]?.over) {
          waiting.shift()
          for (const text of waiting[0]?.text.splice(0) ?? []) show(text)
        }
      },
    }
  }
}
