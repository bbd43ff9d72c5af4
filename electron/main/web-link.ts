import { AppError } from '../../shared/errors.ts'

/** The address as the browser gets it, written out in one way only. Anything but http and https is `forbidden`: it could start programs. */
export function webLink(url: string): string {
  const { protocol, href } = URL.canParse(url) ? new URL(url) : { protocol: '', href: '' }
  if (protocol !== 'http:' && protocol !== 'https:') throw new AppError('forbidden', { cause: 'only http and https' })
  return href
}
