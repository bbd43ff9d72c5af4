import './marks.css'

/** around: not connected, but there. */
export type DotStatus = 'online' | 'around' | 'offline' | 'connecting' | 'trouble'

/** `label` empty: the words stand beside it. */
export function StatusDot({ status, label }: { readonly status: DotStatus; readonly label: string }) {
  return label ? (
    <span className="ui-dot" data-status={status} role="img" aria-label={label} title={label} />
  ) : (
    <span className="ui-dot" data-status={status} aria-hidden="true" />
  )
}
