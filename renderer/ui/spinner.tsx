import './feedback.css'

export function Spinner({ label }: { readonly label: string }) {
  return <span className="ui-spinner" role="status" aria-label={label} />
}
