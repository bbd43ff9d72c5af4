import { useEffect, useState } from 'react'
import type { About } from '../../../shared/ipc/contract.ts'
import { getApi } from '../../api.ts'

/** What the program says of itself; null until it answered. */
export function useAbout(): About | null {
  const [about, setAbout] = useState<About | null>(null)
  useEffect(() => {
    let here = true
    getApi()
      .call('app.about', {})
      .then(
        (answer) => here && setAbout(answer),
        () => undefined,
      )
    return () => {
      here = false
    }
  }, [])
  return about
}
