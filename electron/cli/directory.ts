import { join } from 'node:path'
import { toErrorData } from '../../shared/errors.ts'
import { formatAddress } from '../../shared/model/address.ts'
import { lanAddresses } from '../net/core/addresses.ts'
import { jsonLogger } from '../net/core/logger.ts'
import { createDirectory, type Directory } from '../net/protocols/directory/index.ts'
import type { DirectoryArguments } from './arguments.ts'
import { defaultDataFolder } from './data-folder.ts'
import { profileFolder } from './profile-folder.ts'
import { stopSignal } from './stop-signal.ts'
import { directoryErrorInWords, directoryGreeting } from './words.ts'

/** `palabre directory`: a directory until it is told to stop. Answers the exit code. */
export async function directory(args: DirectoryArguments): Promise<number> {
  const say = (event: string, fields: object, words: string) => process.stdout.write(`${args.json ? JSON.stringify({ event, ...fields }) : words}\n`)
  const stopped = stopSignal()
  const data = args.data ?? join(defaultDataFolder(), 'directory')
  const store = args.store ?? `sqlite:${join(data, 'directory.db')}`
  let running: Directory
  try {
    profileFolder(data)
    running = await createDirectory({
      host: args.host ?? '::',
      port: args.port,
      store,
      data,
      http: args.http,
      ...(args.tlsCert === null ? {} : { tls: { cert: args.tlsCert, key: args.tlsKey } }),
      logger: jsonLogger((line) => process.stderr.write(line), 'info', 'directory'),
    })
  } catch (thrown) {
    const error = toErrorData(thrown)
    const message = directoryErrorInWords(error, store)
    if (args.json) say('error', { code: error.code, message, ...error.details }, '')
    else process.stderr.write(`${message}\n`)
    return 1
  }
  const { address, id } = running
  const scheme = args.http ? 'http' : 'https'
  const hosts = address.host === '::' || address.host === '0.0.0.0' ? lanAddresses().map(({ host }) => host) : [address.host]
  const urls = (hosts.length > 0 ? hosts : ['127.0.0.1']).map((host) => `${scheme}://${formatAddress({ host, port: address.port })}`)
  say('listening', { ...address, id, urls, store: hidden(store) }, directoryGreeting(urls, id))
  await stopped
  await running.stop()
  say('stopped', {}, 'Stopped.')
  return 0
}

/** A store's address may carry a password. */
function hidden(store: string): string {
  return store.replace(/\/\/[^/@]*@/, '//***@')
}
