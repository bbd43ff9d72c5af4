import { describe, expect, it } from 'vitest'
import { readOptions } from '../../../electron/main/options.ts'

describe('the command line of the app', () => {
  it('without anything of ours changes nothing', () => {
    expect(readOptions(['.', '--no-sandbox', '--inspect=0', 'file.txt'])).toEqual({ overrides: {}, title: 'Palabre', profile: null })
  })

  it('takes a name, a port and an address for this run', () => {
    expect(readOptions(['--name=Ada', '--port=0', '--host=127.0.0.1', '--title=alice'])).toEqual({
      overrides: { name: 'Ada', onboarded: true, host: '127.0.0.1', port: 0 },
      title: 'Palabre (alice)',
      profile: null,
    })
  })

  it.each(['-1', '65536', '3000x', '', '1.5', 'NaN'])('leaves out a port that is none: %s', (port) => {
    expect(readOptions([`--port=${port}`]).overrides).toEqual({})
  })

  it('takes a profile, and says it in the title', () => {
    expect(readOptions(['--profile=été_2'])).toMatchObject({ profile: 'été_2', title: 'Palabre (été_2)' })
  })

  it.each(['../evil', 'a/b', 'a\\b', '.', '..', 'x'.repeat(33), 'a b', 'nul\0'])('refuses a profile that could leave its folder: %s', (profile) => {
    expect(() => readOptions([`--profile=${profile}`])).toThrow(/--profile/)
  })
})
