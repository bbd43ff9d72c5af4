import { type KeyboardEvent, useMemo, useState } from 'react'
import { completeCommand, parseLine } from '../../../shared/commands.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { usageOf } from './command-words.ts'
import { useWords } from './use-words.ts'

export interface CompletionOption {
  /** What the composer holds once it is chosen. */
  readonly insert: string
  readonly shown: string
  readonly about: string
}

export interface Completion {
  readonly open: boolean
  readonly options: readonly CompletionOption[]
  readonly index: number
  readonly choose: (index: number) => void
  /** true: the key was for the popup. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean
}

/** Commands while a command's name is typed, then people after `/msg`. */
export function useCompletion(text: string, write: (text: string) => void): Completion {
  const options = useOptions(text)
  const [chosen, setChosen] = useState({ text: '', index: 0 })
  const [closedFor, setClosedFor] = useState<string | null>(null)
  const moved = chosen.text === text && chosen.index < options.length
  const index = moved ? chosen.index : 0
  const open = options.length > 0 && closedFor !== text
  const choose = (at: number) => {
    const option = options[at]
    if (option) write(option.insert)
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setChosen({ text, index: (index + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length })
      return true
    }
    if (event.key === 'Escape') {
      event.stopPropagation()
      setClosedFor(text)
      return true
    }
    const runs = options[index]?.insert.trim() === text.trim() || (!moved && parseLine(text).ok)
    if ((event.key === 'Tab' && !event.shiftKey) || (event.key === 'Enter' && !runs)) {
      choose(index)
      return true
    }
    return false
  }
  return { open, options, index, choose, onKeyDown }
}

const noOptions: readonly CompletionOption[] = []

function useOptions(text: string): readonly CompletionOption[] {
  const { t } = useWords()
  const byId = useConversations((state) => state.byId)
  return useMemo(() => {
    const commands = completeCommand(text)
    if (commands.length > 0)
      return commands.map(({ name, args }) => ({ insert: args.length === 0 ? `/${name}` : `/${name} `, shown: usageOf(t, name), about: t(`command.${name}`) }))
    const typed = /^\/msg "?([^"]*)$/i.exec(text)?.[1]
    if (typed === undefined) return noOptions
    const people = Object.values(byId).filter((c) => !c.blocked && c.title.toLowerCase().startsWith(typed.toLowerCase()))
    return people.slice(0, 8).map(({ title }) => ({ insert: `/msg ${title.includes(' ') ? `"${title}"` : title} `, shown: title, about: '' }))
  }, [text, byId, t])
}
