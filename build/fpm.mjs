#!/usr/bin/env node
// Stands in for fpm, which electron-builder would download: the few options it passes for a .deb, over dpkg-deb.
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { run } from './scripts/run.mjs'

const flags = ['--force', '--debug']
const given = {}
const pairs = []
const list = process.argv.slice(2)
while (list.length > 0) {
  const word = list.shift()
  if (flags.includes(word)) continue
  if (word.startsWith('-')) given[word] = [...(given[word] ?? []), list.shift()]
  else pairs.push(word)
}
const one = (name, otherwise = '') => given[name]?.at(-1) ?? otherwise
const all = (name) => given[name]?.join(', ')
if (one('-t') !== 'deb') throw new Error(`only deb, not ${one('-t')}`)

const stage = mkdtempSync(join(tmpdir(), 'palabre-deb-'))
try {
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const target = join(stage, pair.slice(at + 1))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(resolve(pair.slice(0, at)), target, { recursive: true, verbatimSymlinks: true })
  }
  const bytes = settle(stage)
  // A field that isn't known stays out. The project has no site yet, so neither has the package.
  const fields = {
    Package: one('--name'),
    Version: one('--version'),
    Architecture: one('--architecture').replace('x86_64', 'amd64'),
    Maintainer: one('--maintainer'),
    'Installed-Size': Math.ceil(bytes / 1024),
    Depends: all('-d'),
    Recommends: all('--deb-recommends'),
    Section: one('--category', 'net'),
    Priority: one('--deb-priority', 'optional'),
    Description: one('--description')
      .split('\n')
      .map((line, index) => (index === 0 ? line.trim() : ` ${line.trim() || '.'}`))
      .join('\n'),
  }
  const control = join(stage, 'DEBIAN')
  mkdirSync(control, { mode: 0o755 })
  const text = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')
  writeFileSync(join(control, 'control'), `${text.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`)
  script('postinst', '--after-install')
  script('postrm', '--after-remove')
  const [method, level] = { gz: ['gzip', 1], zst: ['zstd', 3], xz: ['xz', 1] }[one('--deb-compression', 'xz')] ?? ['xz', 1]
  run('dpkg-deb', ['--root-owner-group', `-Z${method}`, `-z${level}`, '--build', stage, one('--package')], { stdio: ['ignore', 'ignore', 'inherit'] })
} finally {
  rmSync(stage, { recursive: true, force: true })
}

function script(name, option) {
  if (!one(option)) return
  const path = join(stage, 'DEBIAN', name)
  writeFileSync(path, readFileSync(one(option)))
  chmodSync(path, 0o755)
}

/** Whatever umask built it, everyone may read and nobody else may write. Answers the size. */
function settle(folder) {
  chmodSync(folder, 0o755)
  let bytes = 0
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const entry = lstatSync(path)
    if (entry.isSymbolicLink()) continue
    if (entry.isDirectory()) bytes += settle(path)
    else {
      chmodSync(path, statSync(path).mode & 0o111 ? 0o755 : 0o644)
      bytes += entry.size
    }
  }
  return bytes
}
