import type { Conversation, LineEnd } from '../../../shared/model/conversation.ts'
import { setLineEnd } from '../../state/conversation-actions.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { useWords } from './use-words.ts'

const lineEnds: readonly LineEnd[] = ['lf', 'crlf', 'none']

/** What a plain conversation sends after each message. */
export function LineEndChoice({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useWords()
  return (
    <label className="cv-line-end">
      <span>{t('composer.lineEnd')}</span>
      <Tooltip content={t('composer.lineEndHint')}>
        <select data-testid="line-end" value={conversation.lineEnd} onChange={(event) => void setLineEnd(conversation.id, event.target.value as LineEnd)}>
          {lineEnds.map((one) => (
            <option key={one} value={one}>
              {t(`composer.${one}`)}
            </option>
          ))}
        </select>
      </Tooltip>
    </label>
  )
}
