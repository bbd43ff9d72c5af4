import axe from 'axe-core'

/** What axe objects to. Colours are checked by the tokens' test: jsdom has none. */
export async function violations(of: Element = document.body): Promise<string[]> {
  const { violations: found } = await axe.run(of, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  })
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
}
