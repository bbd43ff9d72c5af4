import { useEffect, useState } from 'react'
import type { ConversationId } from '../../../shared/model/conversation.ts'
import { useTyping } from '../../state/typing-store.ts'

/** Whether they are typing now; ends by itself when they say nothing more. */
export function useIsTyping(id: ConversationId): boolean {
  const until = useTyping((state) => state.until[id] ?? 0)
  const [ended, setEnded] = useState(0)
  useEffect(() => {
    if (until <= Date.now()) return
    const timer = setTimeout(() => setEnded(until), until - Date.now())
    return () => clearTimeout(timer)
  }, [until])
  return until > Date.now() && ended !== until
}
