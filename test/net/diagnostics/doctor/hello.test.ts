import fc from 'fast-check'
import { expect, it } from 'vitest'
import { programOf } from '../../../../electron/net/diagnostics/doctor/steps/hello.ts'

it.each([
  ['Welcome to Messenger ! palabre/1\r\n', 'palabre', 1],
  ['Welcome to Messenger ! palabre/12\r\n', 'palabre', 12],
  ['HTTP/1.1 400 Bad Request\r\n', 'http', null],
  ['SSH-2.0-OpenSSH_9.6\r\n', 'ssh', null],
  ['220 mail.example ESMTP\r\n', 'mail-or-ftp', null],
  ['* OK IMAP4rev1\r\n', 'mail-or-ftp', null],
  ['\x15\x03\x01\x00\x02\x02\x46', 'tls', null],
  ['Entrez votre pseudo: ', 'text', null],
  ['\x00\x01\x02', 'binary', null],
  ['', 'silent', null],
  ['hello\npalabre/1\n', 'text', null],
] as const)('%j is %s', (said, program, version) => {
  expect(programOf(Buffer.from(said, 'latin1'))).toEqual({ program, version })
})

it('takes any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void programOf(Buffer.from(bytes))))
})
