import { useTranslation } from 'react-i18next'
import { formatAddress } from '../../../shared/model/address.ts'
import type { Card } from '../../../shared/model/person.ts'
import { copyText } from '../../state/conversation-actions.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { QrCode } from '../../ui/qr-code.tsx'

/** Addresses shown; a computer with many interfaces has more than anyone needs. */
const addressesShown = 4

/** Who I am to others: name, addresses, identity, invitation. */
export function MyCard({ card }: { readonly card: Card }) {
  const { t } = useTranslation('app')
  return (
    <div className="card" data-testid="my-card">
      <div className="card-head">
        <Avatar seed={card.id} name={card.name} color={card.color} size="large" />
        <span className="card-name" dir="auto">
          {card.name}
        </span>
      </div>
      <div className="card-body">
        <div className="card-facts">
          <div>
            <span className="ui-label">{t('card.addresses')}</span>
            {card.addresses.length === 0 ? (
              <p className="ui-hint">{t('card.noAddresses')}</p>
            ) : (
              card.addresses
                .slice(0, addressesShown)
                .map((address) => <CopyField key={formatAddress(address)} value={formatAddress(address)} label={t('card.copyAddress')} onCopy={copyText} />)
            )}
          </div>
          <div>
            <span className="ui-label">{t('card.identity')}</span>
            <span className="ui-hint">{t('card.identityHint')}</span>
            <CopyField value={card.idText} label={t('card.copyIdentity')} onCopy={copyText} />
          </div>
        </div>
        {card.addresses.length > 0 ? <QrCode value={card.invitation} label={t('card.qr')} size={148} /> : null}
      </div>
      {card.addresses.length > 0 ? (
        <div className="card-facts">
          <div>
            <span className="ui-label">{t('card.invitation')}</span>
            <CopyField value={card.invitation} label={t('card.copyInvitation')} onCopy={copyText} />
          </div>
        </div>
      ) : null}
    </div>
  )
}
