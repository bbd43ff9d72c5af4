import './marks.css'

const most = 99

/** How many wait; whoever shows it says so in words too. */
export function Badge({ count }: { readonly count: number }) {
  if (count <= 0) return null
  return (
    <span className="ui-badge" aria-hidden="true">
      {count > most ? `${most}+` : count}
    </span>
  )
}
