import { useEffect, useState } from 'react'
import { type ErrorData, toErrorData } from '../../../shared/errors.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { searchPeople } from '../../state/people-actions.ts'

/** Directories are asked over the network: not for every letter. ms */
const pauseMs = 200

export interface PeopleSearch {
  /** null: no answer yet. */
  readonly found: readonly NearbyPerson[] | null
  readonly error: ErrorData | null
}

const nothing: PeopleSearch = { found: null, error: null }

/** Who is called so, by all that is known; an answer to an older question never shows. An empty question is not asked. */
export function usePeopleSearch(prefix: string): PeopleSearch {
  const [answer, setAnswer] = useState<PeopleSearch & { readonly to: string }>({ ...nothing, to: '' })
  useEffect(() => {
    if (prefix === '') return
    let current = true
    const timer = setTimeout(
      () =>
        searchPeople(prefix).then(
          (found) => current && setAnswer({ found, error: null, to: prefix }),
          (thrown) => current && setAnswer({ found: null, error: toErrorData(thrown), to: prefix }),
        ),
      pauseMs,
    )
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [prefix])
  return answer.to === prefix ? answer : nothing
}
