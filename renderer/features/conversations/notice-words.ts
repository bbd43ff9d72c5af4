import { formatAddress } from '../../../shared/model/address.ts'
import type { Notice } from '../../../shared/model/message.ts'
import type { Words } from '../../i18n/words.ts'

export function noticeWords(t: Words['t'], { code, details }: Notice): string {
  if (code === 'line-too-long' && details['bytes'] === undefined) return t('notice.line-too-longUnknown')
  if (code === 'fin' && details['answer']) return t('notice.finAnswered', details)
  const { host, port } = details
  if (code === 'room-host' && typeof host === 'string' && typeof port === 'number') {
    return t('notice.room-hostAt', { ...details, address: formatAddress({ host, port }) })
  }
  const address =
    typeof host === 'string' && typeof port === 'number' ? formatAddress({ host, port }) : String(details['address'] ?? details['name'] ?? host ?? '')
  return t(`notice.${code}`, { ...details, address }).trim()
}
