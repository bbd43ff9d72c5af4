import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { errorInWords } from '../../electron/cli/words.ts'
import { openMessenger } from '../../electron/net/messenger/index.ts'
import { fileVault, inProfile, loadSecrets, lockProfile, openSettings, openStore, type Vault } from '../../electron/store/index.ts'
import { Database } from '../../electron/store/libsql.ts'
import { type ErrorData, toErrorData } from '../../shared/errors.ts'
import { colorOf } from '../../shared/model/person.ts'
import { defaultSettings, type Settings } from '../../shared/model/settings.ts'
import { child } from './helpers/child.ts'
import { temporaryFolder } from './helpers/temporary.ts'

const create = async () => ({ keyPem: 'KEY', certPem: 'CERT' })
const forbidden = () => Promise.reject(new Error('must not be made again'))
const raise = (problem: string): never => {
  throw new Error(problem)
}
const flipped = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0xff)
const keychain: Vault = { protection: 'keychain', seal: flipped, open: flipped }
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('a profile that can’t be opened', () => {
  it.each(['profile.lock', 'identity.json', 'settings.json', 'history.db', 'history.key-check'])('says where, which file and why: %s', async (file) => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, file))
    const fault = await openMessenger({ folder, vault: fileVault() }).catch(toErrorData)
    expect(fault).toMatchObject({ code: 'store-failed', details: { folder, file, cause: 'EISDIR' } })
    expect(errorInWords(fault as ErrorData)).toContain(`The profile in ${folder} can’t be opened: ${file}: there is a folder of that name (EISDIR).`)
  })

  it('says what libsql only has a number for', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'x.db'))
    expect(() => new Database(join(folder, 'x.db'))).toThrow()
    const fault = await inProfile(folder, async () => new Database(join(folder, 'x.db'))).catch(toErrorData)
    expect(fault).toMatchObject({ code: 'store-failed', details: { folder, cause: 'SQLITE_CANTOPEN' } })
  })
})

describe('the secrets', () => {
  it('are made once, for their owner only, and found again', async () => {
    const folder = join(temporaryFolder(), 'new', 'profile')
    const made = await loadSecrets(folder, fileVault(), create)
    expect(made).toMatchObject({ keyPem: 'KEY', certPem: 'CERT' })
    expect(made.dbKey).toHaveLength(32)
    expect([mode(folder), mode(join(folder, 'identity.json'))]).toEqual(['700', '600'])
    expect(await loadSecrets(folder, fileVault(), forbidden)).toEqual(made)
    expect((await loadSecrets(temporaryFolder(), fileVault(), create)).dbKey).not.toEqual(made.dbKey)
  })

  it('sealed by a key store do not stand in the file, and open with it', async () => {
    const folder = temporaryFolder()
    const made = await loadSecrets(folder, keychain, create)
    const { sealed } = JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8'))
    expect(Buffer.from(sealed, 'base64').toString()).not.toContain('KEY')
    expect(await loadSecrets(folder, keychain, forbidden)).toEqual(made)
  })

  it('that can not be read are never replaced', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'identity.json')
    await loadSecrets(folder, keychain, create)
    const broken: Vault = {
      ...keychain,
      open: () => {
        throw new Error('locked')
      },
    }
    const sealed = readFileSync(file, 'utf8')
    for (const vault of [fileVault(), broken]) await expect(loadSecrets(folder, vault, forbidden)).rejects.toMatchObject({ code: 'key-unavailable' })
    for (const content of ['', '{}', '{"version":2}', '\0', sealed.slice(0, 40)]) {
      writeFileSync(file, content)
      await expect(loadSecrets(folder, keychain, forbidden)).rejects.toMatchObject({ code: 'key-unavailable' })
      expect(readFileSync(file, 'utf8')).toBe(content)
    }
  })

  it('in a plain file are sealed by a key store that has come since', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'identity.json')
    const made = await loadSecrets(folder, fileVault(), create)
    expect(made.protection).toBe('file')
    const resealed = { ...made, protection: 'keychain' }
    expect(await loadSecrets(folder, keychain, forbidden)).toEqual(resealed)
    const { protection, sealed } = JSON.parse(readFileSync(file, 'utf8'))
    expect(protection).toBe('keychain')
    expect(Buffer.from(sealed, 'base64').toString()).not.toContain('KEY')
    expect([mode(file), existsSync(`${file}.new`)]).toEqual(['600', false])
    expect(await loadSecrets(folder, keychain, forbidden)).toEqual(resealed)
  })

  it.each<[string, Partial<Vault>]>([
    ['is locked', { seal: () => raise('locked') }],
    ['does not give back what it took', { open: (bytes) => flipped(bytes).subarray(1) }],
    ['does not open what it sealed', { open: () => raise('sealed elsewhere') }],
  ])('stay in the plain file, and say so, while the key store %s', async (_what, fault) => {
    const folder = temporaryFolder()
    const made = await loadSecrets(folder, fileVault(), create)
    const content = readFileSync(join(folder, 'identity.json'), 'utf8')
    expect(await loadSecrets(folder, { ...keychain, ...fault }, forbidden)).toEqual(made)
    expect(readFileSync(join(folder, 'identity.json'), 'utf8')).toBe(content)
  })

  it('resealed are what the status of the history says', async () => {
    const folder = temporaryFolder()
    const protectionWith = async (vault: Vault) => {
      const messenger = await openMessenger({ folder, vault, overrides: { host: '127.0.0.1', port: 0 } })
      const { storage } = await messenger.commands['app.snapshot']({})
      await messenger.stop()
      return storage.protection
    }
    expect(await protectionWith(fileVault())).toBe('file')
    expect(await protectionWith(keychain)).toBe('keychain')
  })
})

describe('the history', () => {
  it('is for its owner only, from the first byte, also one that was not', async () => {
    const folder = join(temporaryFolder(), 'profile')
    const files = ['history.db', 'history.db-wal', 'history.db-shm', 'history.journal-0', 'history.open', 'history.key-check'].map((name) => join(folder, name))
    for (const earlier of [0o600, 0o644]) {
      const store = await openStore({ folder, key: new Uint8Array(32), protection: 'file' })
      onTestFinished(() => store.close())
      await store.write((tx) => tx.setPassive('none', { at: 1, asked: 1, answered: 0, minMs: null, p50Ms: null, maxMs: null }))
      expect([mode(folder), ...files.map(mode)]).toEqual(['700', ...files.map(() => '600')])
      await store.close()
      chmodSync(join(folder, 'history.db'), earlier === 0o600 ? 0o644 : 0o600)
    }
  })
})

describe('the settings', () => {
  it('begin with the defaults and keep what was written', async () => {
    const folder = temporaryFolder()
    const settings = openSettings(folder)
    expect(settings.read()).toEqual(defaultSettings)
    const mine = { ...defaultSettings, name: 'Ana', color: 'teal', onboarded: true, textSize: 20, port: 0 } as const
    await settings.write(mine)
    expect(openSettings(folder).read()).toEqual(mine)
    expect(existsSync(join(folder, 'settings.json.new'))).toBe(false)
  })

  it('keep every setting there is, also what no page may set', async () => {
    const folder = temporaryFolder()
    const mine: Settings = {
      name: 'Ana',
      color: 'plum',
      onboarded: true,
      language: 'fr',
      theme: 'dark',
      textSize: 20,
      port: 3001,
      host: '127.0.0.1',
      allowPlain: false,
      discovery: false,
      hideName: true,
      interfaces: ['eth0'],
      directories: [{ host: 'pc-12.lan', port: 3101, id: null }],
      hostDirectory: true,
      directoryPort: 3101,
      sendReadMarks: false,
      sendTyping: false,
      notifications: false,
      sendWithEnter: false,
      downloads: join(folder, 'received'),
      takeUpTo: 0,
    }
    for (const [name, value] of Object.entries(mine)) expect(value, `${name} is not its default`).not.toEqual(defaultSettings[name as keyof Settings])
    await openSettings(folder).write(mine)
    expect(openSettings(folder).read()).toEqual(mine)
  })

  it('of a new profile have the colour of its key, until another is chosen', async () => {
    const folder = temporaryFolder()
    const opened = async () => {
      const messenger = await openMessenger({ folder, vault: fileVault(), overrides: { host: '127.0.0.1', port: 0 } })
      onTestFinished(() => messenger.stop())
      return messenger
    }
    const first = await opened()
    const { card } = await first.commands['app.snapshot']({})
    expect(card.color).toBe(colorOf(card.id))
    expect(card.color).not.toBe('slate')
    const chosen = card.color === 'teal' ? 'plum' : 'teal'
    await first.commands['settings.update']({ color: chosen })
    await first.stop()
    const second = await opened()
    expect((await second.commands['app.snapshot']({})).card).toMatchObject({ id: card.id, color: chosen })
  })

  it('lose only the bad values of a file that someone edited', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ name: 'Ana', port: 70_000, textSize: 'big', theme: 'dark', unknown: 1, host: null }))
    expect(openSettings(folder).read()).toEqual({ ...defaultSettings, name: 'Ana', theme: 'dark' })
  })

  it.each(['', '{"name":', 'null', '[', '\0'])('keep a damaged file aside: %j', (content) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'settings.json'), content)
    expect(openSettings(folder).read()).toEqual(defaultSettings)
    expect(readFileSync(join(folder, 'settings.json.damaged'), 'utf8')).toBe(content)
  })
})

describe('the lock of a profile', () => {
  it('is for one at a time', () => {
    const folder = temporaryFolder()
    const lock = lockProfile(folder)
    expect(() => lockProfile(folder)).toThrow(expect.objectContaining({ code: 'profile-in-use' }))
    lock.release()
    lockProfile(folder).release()
  })

  it('ends with its process, even when that is killed', async () => {
    const folder = temporaryFolder()
    const holder = await child(`store.lockProfile(args[0]); process.stdout.write('held'); setInterval(() => {}, 1000)`, folder)
    await once(holder.stdout as Readable, 'data')
    expect(() => lockProfile(folder)).toThrow(expect.objectContaining({ code: 'profile-in-use' }))
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    lockProfile(folder).release()
  })

  it.skipIf(process.getuid?.() === 0)('says that a folder can not be written', () => {
    const folder = join(temporaryFolder(), 'sealed')
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    onTestFinished(() => chmodSync(folder, 0o700))
    expect(() => lockProfile(folder)).toThrow(expect.objectContaining({ code: 'store-failed' }))
  })
})
