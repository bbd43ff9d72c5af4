import { formatAddress } from '../../../shared/model/address.ts'
import { type Conversation, isLive, isVisitor } from '../../../shared/model/conversation.ts'
import { accept, block, decideKey, forget } from '../../state/conversation-actions.ts'
import { useLink } from '../../state/links-store.ts'
import { useIsPlain } from '../../state/rooms-store.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { useRefocus } from './composer-focus.ts'
import { isLinkTold, LinkPanel, PlainEnd } from './link-panel.tsx'
import { useWords } from './use-words.ts'

interface PartProps {
  readonly conversation: Conversation
  /** Something above matters more: one line. */
  readonly brief: boolean
}

/** What has to be known, or decided, before one reads on: the most important whole, each of the others as one line. */
export function Banners({ conversation }: { readonly conversation: Conversation }) {
  const link = useLink(conversation.id)
  const plain = useIsPlain(conversation)
  const refocus = useRefocus()
  const { blocked, request } = conversation
  const isGone = request && isVisitor(conversation) && !isLive(link)
  const parts = blocked
    ? [BlockedBanner]
    : [
        ...(link?.state === 'key-changed' ? [KeyBanner] : []),
        ...(isGone ? [GoneBanner] : request ? [RequestBanner] : []),
        ...(isGone || !isLinkTold(conversation, link) ? [] : [LinkPanel]),
        ...(plain ? [PlainBanner] : []),
      ]
  return (
    <div className="cv-banners" {...refocus}>
      {parts.map((Part, at) => (
        <Part key={Part.name} conversation={conversation} brief={at > 0} />
      ))}
    </div>
  )
}

function BlockedBanner({ conversation }: PartProps) {
  const { t } = useWords()
  return (
    <Banner
      tone="warning"
      data-testid="blocked-banner"
      action={
        <Button size="small" onClick={() => void block(conversation, false)}>
          {t('banner.unblock')}
        </Button>
      }
    >
      {t('banner.blocked', { name: conversation.title })}
    </Banner>
  )
}

function PlainBanner({ brief }: PartProps) {
  const { t } = useWords()
  return (
    <Banner tone="plain" brief={brief} data-testid="plain-banner">
      {t('banner.plain')}
    </Banner>
  )
}

function RequestBanner({ conversation, brief }: PartProps) {
  const { t } = useWords()
  const { id, title, kind, address } = conversation
  return (
    <Banner
      tone="info"
      brief={brief}
      detail={kind === 'plain' ? null : t('request.about')}
      title={t('request.title', { name: title })}
      data-testid="request-banner"
      action={
        <>
          <Button size="small" variant="primary" data-testid="request-accept" onClick={() => void accept(id)}>
            {t('request.accept')}
          </Button>
          <Button size="small" data-testid="request-block" onClick={() => void block(conversation, true)}>
            {t('request.block')}
          </Button>
          <Button size="small" data-testid="request-forget" onClick={() => forget(conversation)}>
            {t('request.forget')}
          </Button>
        </>
      }
    >
      {kind === 'plain' ? t('request.textPlain', { address: address ? formatAddress(address) : title }) : t('request.text')}
    </Banner>
  )
}

/** A program that can't be answered any more: there is nothing to accept, only something to keep or not. */
function GoneBanner({ conversation, brief }: PartProps) {
  const { t } = useWords()
  const error = useLink(conversation.id)?.error ?? null
  const { id, title, address } = conversation
  return (
    <Banner
      tone="info"
      brief={brief}
      detail={error ? <PlainEnd error={error} /> : null}
      title={t('request.goneTitle', { name: title })}
      data-testid="request-gone"
      action={
        <>
          <Button size="small" data-testid="request-keep" onClick={() => void accept(id)}>
            {t('request.keep')}
          </Button>
          <Button size="small" data-testid="request-forget" onClick={() => forget(conversation)}>
            {t('request.forget')}
          </Button>
        </>
      }
    >
      {t('request.textGone', { address: address ? formatAddress(address) : title })}
    </Banner>
  )
}

/** Soft for someone never verified; for someone verified a hard stop, where the safe answer is the first one. */
function KeyBanner({ conversation, brief }: PartProps) {
  const { t } = useWords()
  const offeredId = useLink(conversation.id)?.offeredId ?? null
  const { id, title, trust } = conversation
  const hard = trust === 'verified'
  const refuse = (
    <Button key="refuse" size="small" variant={hard ? 'primary' : 'secondary'} data-testid="key-refuse" onClick={() => void decideKey(id, 'refuse')}>
      {t('key.refuse')}
    </Button>
  )
  const take = (
    <Button key="take" size="small" variant={hard ? 'danger' : 'primary'} data-testid="key-accept" onClick={() => void decideKey(id, 'accept')}>
      {t(hard ? 'key.acceptHard' : 'key.accept')}
    </Button>
  )
  return (
    <Banner
      tone={hard ? 'danger' : 'warning'}
      brief={brief}
      title={t(hard ? 'key.hardTitle' : 'key.softTitle', { name: title })}
      data-testid="key-banner"
      data-hard={hard}
      action={hard ? [refuse, take] : [take, refuse]}
    >
      {t(hard ? 'key.hardText' : 'key.softText', { name: title })}
      {offeredId === null ? null : (
        <code className="cv-offered">
          {t('key.offered', {
            id:
              offeredId
                .match(/.{1,4}/g)
                ?.slice(0, 4)
                .join(' ') ?? '',
          })}{' '}
          …
        </code>
      )}
    </Banner>
  )
}
