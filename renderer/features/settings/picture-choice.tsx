import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toErrorData } from '../../../shared/errors.ts'
import { getApi } from '../../api.ts'
import { useApp } from '../../state/app-store.ts'
import { toastError } from '../../state/toasts-store.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { scalePicture } from './scale-picture.ts'

interface PictureChoiceProps {
  /** As they are being chosen. */
  readonly name: string
  readonly color: string
  readonly hint?: string
}

/** My picture: chosen, replaced or removed. */
export function PictureChoice({ name, color, hint }: PictureChoiceProps) {
  const { t } = useTranslation('app')
  const card = useApp((state) => state.card)
  const label = useId()
  const input = useRef<HTMLInputElement>(null)
  const choose = useRef<HTMLButtonElement>(null)
  const [busy, setBusy] = useState(false)
  const picture = card?.picture ?? null
  const set = async (bytesOf: () => Promise<Uint8Array> | null) => {
    setBusy(true)
    try {
      await getApi().call('profile.setPicture', { bytes: await bytesOf() })
    } catch (thrown) {
      toastError(toErrorData(thrown))
    }
    setBusy(false)
  }
  return (
    <div className="set-picture" data-testid="picture-choice">
      <Avatar seed={card?.id ?? ''} name={name} color={color} picture={picture && getApi().pictureUrl(picture)} size="large" />
      <div className="set-picture-text">
        <span className="ui-label" id={label}>
          {t('set.picture')}
        </span>
        {hint ? <span className="ui-hint">{hint}</span> : null}
        <div className="set-picture-ways">
          <Button size="small" ref={choose} aria-describedby={label} disabled={busy} onClick={() => input.current?.click()} data-testid="picture-choose">
            {t(picture ? 'set.pictureReplace' : 'set.pictureChoose')}
          </Button>
          {picture ? (
            <Button
              size="small"
              variant="ghost"
              aria-describedby={label}
              disabled={busy}
              onClick={() => {
                choose.current?.focus()
                void set(() => null)
              }}
              data-testid="picture-remove"
            >
              {t('set.pictureRemove')}
            </Button>
          ) : null}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          data-testid="picture-file"
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0]
            currentTarget.value = ''
            if (file) void set(() => scalePicture(file))
          }}
        />
      </div>
    </div>
  )
}
