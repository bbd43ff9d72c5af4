import { spawn, spawnSync } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../helpers/free-port.ts'
import { join_, portOf, say } from './helpers/launch.ts'
import { windowOpener } from './helpers/opener.ts'
import { dialPlain, plainServer } from './helpers/plain-server.ts'

const open = windowOpener()
const closing: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

/** What a Palabre says to everyone who connects. */
const banner = 'Welcome to Messenger ! palabre/1\r\n'
const hasNetcat = spawnSync('nc', ['-h']).error === undefined

describe('a raw socket program', () => {
  it('that connects is a request, marked not encrypted; an answer reaches it and accepts it', async () => {
    const window = await open({ name: 'alice' })
    const { page } = window
    const program = await dialPlain(await portOf(window))
    closing.push(program.close)
    program.socket.write('bonjour de nulle part\n')

    const item = page.getByTestId('section-requests').getByTestId('conversation-item')
    await item.filter({ hasText: 'bonjour de nulle part' }).click()
    await page.getByTestId('message-text').filter({ hasText: 'bonjour de nulle part' }).waitFor()
    await page.getByTestId('request-banner').waitFor()
    await page.getByTestId('plain-banner').waitFor()
    expect(await page.getByTestId('lock-state').innerText()).toContain('Not encrypted')

    await say(window, 'réponse ✓')
    expect(await program.received('réponse ✓\n'), 'the banner, then what was typed, and nothing else').toBe(`${banner}réponse ✓\n`)
    await page.getByTestId('request-banner').waitFor({ state: 'detached' })
    await page.getByTestId('section-requests').waitFor({ state: 'detached' })
  })

  it.skipIf(!hasNetcat)('called nc can be talked with', async () => {
    const window = await open({ name: 'alice' })
    const netcat = spawn('nc', ['127.0.0.1', String(await portOf(window))])
    closing.push(() => netcat.kill())
    netcat.stdin.write('salut de netcat\n')
    await window.page.getByTestId('conversation-item').filter({ hasText: 'salut de netcat' }).click()
    await window.page.getByTestId('message-text').filter({ hasText: 'salut de netcat' }).waitFor()
    const answered = new Promise<string>((resolve) => {
      let text = ''
      netcat.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.endsWith('netcat\n')) resolve(text)
      })
    })
    await say(window, 'salut netcat')
    expect(await answered).toBe(`${banner}salut netcat\n`)
  })

  it('that is joined and greets is shown, hears what is typed, and its goodbye ends the conversation', async () => {
    const server = await plainServer('Bienvenue\n')
    const window = await open({ name: 'alice' })
    const { page } = window
    await join_(window, server.port)
    const program = await server.next()
    closing.push(program.close, server.close)
    await page.getByTestId('message-text').filter({ hasText: 'Bienvenue' }).waitFor()
    await page.locator('[data-testid=link-state][data-state=open]').waitFor()
    expect(await page.getByTestId('lock-state').innerText()).toContain('Not encrypted')
    await page.getByTestId('plain-banner').waitFor()

    await say(window, 'un')
    await say(window, 'deux')
    expect(await program.received('deux\n'), 'nothing but the lines typed, in order').toBe('un\ndeux\n')

    await say(window, 'FIN')
    expect(await program.received(/FIN$/), 'FIN goes out alone, without a line end').toBe('un\ndeux\nFIN')
    program.socket.end('Au revoir\n')
    await page.getByTestId('message-text').filter({ hasText: 'Au revoir' }).waitFor()
    await page.locator('[data-testid=link-state][data-state=offline]').waitFor()
    await page
      .getByTestId('notice')
      .filter({ hasText: `127.0.0.1:${server.port} left` })
      .waitFor()
  })

  it('that says FIN is answered Au revoir, and the connection ends', async () => {
    const window = await open({ name: 'alice' })
    const { page } = window
    const program = await dialPlain(await portOf(window))
    closing.push(program.close)
    program.socket.write('bonjour\n')
    await page.getByTestId('conversation-item').filter({ hasText: 'bonjour' }).click()
    program.socket.write('FIN')
    expect(await program.ended).toBe(`${banner}Au revoir`)
    program.socket.end()
    await page.locator('[data-testid=notice][data-code=fin]').filter({ hasText: 'Palabre answered “Au revoir” for you.' }).waitFor()
    await page.locator('[data-testid=link-state][data-state=offline]').waitFor()
  })

  it('is told the end of the stream when we quit, after all that was typed', async () => {
    const server = await plainServer('Bienvenue\n')
    const window = await open({ name: 'alice' })
    const { page } = window
    await join_(window, server.port)
    const program = await server.next()
    closing.push(program.close, server.close)
    await page.locator('[data-testid=link-state][data-state=open]').waitFor()
    await say(window, 'Au revoir')
    await program.received('Au revoir\n')
    await say(window, '/quit')
    expect(await program.ended).toBe('Au revoir\n')
    program.socket.end()
    await page.locator('[data-testid=link-state][data-state=offline]').waitFor()
  })

  it('that does not listen is explained in words', async () => {
    const port = await freePort()
    const window = await open({ name: 'alice' })
    const { page } = window
    await join_(window, port)
    const panel = page.getByTestId('link-panel').filter({ hasText: `127.0.0.1 is there and said no to port ${port}.` })
    await panel.waitFor()
    expect(await panel.innerText()).toContain('Ask the other person to open Palabre, or check the port.')
    await panel.getByTestId('reconnect').waitFor()
  })
})

describe('a command that is wrong', () => {
  it.each([
    ['/dance', '/dance is not a command.'],
    ['/join', 'HOST is missing'],
    ['/join 127.0.0.1 70000', '“70000” is not a port.'],
    ['/join 300.1.1.1 3000', '“300.1.1.1” is neither an address nor a name'],
    ['/quit', 'Open a conversation first'],
    ['/msg nobody hello', 'nobody'],
  ])('%s says so and keeps what was typed', async (line, words) => {
    const window = await open({ name: 'alice' })
    await say(window, line)
    await window.page.getByTestId('command-error').filter({ hasText: words }).waitFor()
    expect(await window.page.getByTestId('composer-input').inputValue()).toBe(line)
    await window.page.locator('[data-testid=composer-input]:focus').waitFor()
    await say(window, '/nick Ana')
    await window.page.getByTestId('command-answer').filter({ hasText: 'You are now Ana' }).waitFor()
    expect(await window.page.getByTestId('composer-input').inputValue()).toBe('')
  })
})
