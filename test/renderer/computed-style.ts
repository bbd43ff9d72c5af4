/** What the style sheet that jsdom brings along looks at, beside names of elements; and the inline style. */
const looked = ['style', 'hidden', 'type', 'dir', 'open', 'disabled', 'align', 'multiple', 'size', 'title', 'popover'] as const

function keyOf(element: Element): string {
  let key = ''
  for (let at: Element | null = element; at; at = at.parentElement) {
    key += `/${at.localName}`
    for (const name of looked) if (at.hasAttribute(name)) key += `[${name}=${at.getAttribute(name)}]`
  }
  return key
}

/**
 * jsdom works out a style anew each time, which is a quarter of what these tests take: axe, roles and clicks all ask whether something is shown. No sheet of
 * ours is loaded, so that elements in the same place, with the same inline style, have the same one.
 */
export function rememberStyles(): void {
  const workOut = window.getComputedStyle.bind(window)
  const known = new Map<string, CSSStyleDeclaration>()
  window.getComputedStyle = (element, pseudo) => {
    if (pseudo || document.styleSheets.length > 0) return workOut(element, pseudo)
    const key = keyOf(element)
    const style = known.get(key) ?? workOut(element)
    known.set(key, style)
    return style
  }
}
