import { type KeyboardEvent, useMemo, useState } from 'react'
import { completeCommand, parseLine } from '../../../shared/commands.ts'
import { useApp } from '../../state/app-store.ts'
import { useConversations } from '../../state/conversations-store.ts'
import { foundWords } from '../nearby/found-words.ts'
import { argumentsOf, usageOf } from './command-words.ts'
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

/** Commands while a command's name is typed, then people after `/msg` and `/join`. */
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

const optionsShown = 8
const noOptions: readonly CompletionOption[] = []

function useOptions(text: string): readonly CompletionOption[] {
  const { t } = useWords()
  const byId = useConversations((state) => state.byId)
  const nearby = useApp((state) => state.nearby)
  return useMemo(() => {
    const commands = completeCommand(text)
    if (commands.length > 0)
      return commands.map(({ name }) => ({
        insert: argumentsOf(name).length === 0 ? `/${name}` : `/${name} `,
        shown: usageOf(t, name),
        about: t(`command.${name}`),
      }))
    const [, command, typed] = /^\/(msg|join) "?([^"]*)$/i.exec(text) ?? []
    if (command === undefined || typed === undefined || (command === 'join' && typed === '')) return noOptions
    const contacts = Object.values(byId).filter((c) => !c.blocked)
    const known = new Set(contacts.map((c) => c.title))
    const people = [
      ...contacts.map(({ title }) => ({ name: title, about: '' })),
      ...nearby.flatMap((person) => (person.name === null || known.has(person.name) ? [] : [{ name: person.name, about: foundWords(t, person) }])),
    ]
    // A name with a space can't be told from HOST PORT.
    const fits = ({ name }: { readonly name: string }) => name.toLowerCase().startsWith(typed.toLowerCase()) && (command === 'msg' || !/[\s:]/.test(name))
    return people
      .filter(fits)
      .slice(0, optionsShown)
      .map(({ name, about }) => ({ insert: `/${command} ${name.includes(' ') ? `"${name}"` : name}${command === 'msg' ? ' ' : ''}`, shown: name, about }))
  }, [text, byId, nearby, t])
}
