import { useEffect } from 'react'
import { useApp } from '../../state/app-store.ts'
import { searchPeople } from '../../state/people-actions.ts'

/** An answer is believed for a minute: asked again before. ms */
const againMs = 45_000

/** While one looks at it: who is online in the directories. They come as those of this network do; why a directory is silent, its state says. */
export function useDirectoryPeople(): void {
  const online = useApp((state) => state.network.directories.filter((directory) => directory.state === 'online').length)
  useEffect(() => {
    if (online === 0) return
    const ask = () => void searchPeople('').catch(() => {})
    ask()
    const timer = setInterval(ask, againMs)
    return () => clearInterval(timer)
  }, [online])
}
