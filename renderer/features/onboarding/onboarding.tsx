import { useState } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { CardStep } from './card-step.tsx'
import { NameStep } from './name-step.tsx'
import '../settings/settings.css'
import './onboarding.css'

/** The first run: a pseudonym and a language, then one's card. Under a minute, no account. */
export function Onboarding({ settings }: { readonly settings: Settings }) {
  const [named, setNamed] = useState(false)
  return (
    <main className="first" data-testid="onboarding">
      {named ? <CardStep onBack={() => setNamed(false)} /> : <NameStep settings={settings} onNamed={() => setNamed(true)} />}
    </main>
  )
}
