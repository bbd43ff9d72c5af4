import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatAddress } from '../../../shared/model/address.ts'
import type { Card } from '../../../shared/model/person.ts'
import { getApi } from '../../api.ts'
import { copyText } from '../../state/conversation-actions.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import './card.css'

/** Addresses shown; a computer with many interfaces has more than anyone needs. */
const addressesShown = 3

/** Who I am to others: name, addresses, identity, invitation. */
export function MyCard({ card }: { readonly card: Card }) {
  const { t } = useTranslation('app')
  const { addresses } = card
  const more = addresses.length - addressesShown
  return (
    <div className="card-room">
      <div className="card" data-testid="my-card">
        <div className="card-face">
          <Avatar seed={card.id} name={card.name} color={card.color} picture={card.picture && getApi().pictureUrl(card.picture)} size="large" />
          <bdi className="card-name">{card.name}</bdi>
          {addresses.length > 0 ? (
            <figure className="card-qr">
              <QrCode value={card.invitation} label={t('card.qr')} size={152} />
              <figcaption>{t('card.scan')}</figcaption>
            </figure>
          ) : null}
        </div>
        <div className="card-facts">
          <Part label={t('card.addresses')} hint={t(`card.${hintOf(addresses)}`)}>
            {addresses.slice(0, addressesShown).map((address) => (
              <CopyField key={formatAddress(address)} value={formatAddress(address)} label={t('card.copyAddress')} onCopy={copyText} />
            ))}
            {more > 0 ? (
              <span className="ui-hint" title={addresses.slice(addressesShown).map(formatAddress).join('\n')}>
                {t('card.more', { count: more })}
              </span>
            ) : null}
          </Part>
          <Part label={t('card.identity')} hint={t('card.identityHint')}>
            <CopyField grouped value={card.idText} label={t('card.copyIdentity')} onCopy={copyText} />
          </Part>
          {addresses.length > 0 ? (
            <Part label={t('card.invitation')} hint={t('card.invitationHint')}>
              <CopyField oneLine value={card.invitation} label={t('card.copyInvitation')} onCopy={copyText} />
            </Part>
          ) : null}
        </div>
      </div>
    </div>
  )
}

const isLocal = ({ host }: { readonly host: string }) => host.startsWith('127.') || host === '::1'

function hintOf(addresses: Card['addresses']): 'noAddresses' | 'addressesLocal' | 'addressesHint' {
  if (addresses.length === 0) return 'noAddresses'
  return addresses.every(isLocal) ? 'addressesLocal' : 'addressesHint'
}

function Part({ label, hint, children }: { readonly label: string; readonly hint: string; readonly children: ReactNode }) {
  return (
    <div className="card-part">
      <span className="ui-label">{label}</span>
      <span className="ui-hint">{hint}</span>
      {children}
    </div>
  )
}
