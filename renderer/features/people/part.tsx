interface PartProps {
  readonly title: string
  readonly hint?: string
  readonly children: React.ReactNode
}

export function Part({ title, hint, children }: PartProps) {
  return (
    <section className="cv-part">
      <h3>{title}</h3>
      {hint === undefined ? null : <p className="cv-hint">{hint}</p>}
      {children}
    </section>
  )
}
