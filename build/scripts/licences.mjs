// Writes out/licences.json: name, version, licence and text of every library that the product carries.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.mjs'

const carried = [
  'libsql',
  '@neon-rs/load',
  'detect-libc',
  'react',
  'react-dom',
  'scheduler',
  'zustand',
  'zod',
  '@base-ui/react',
  '@base-ui/utils',
  '@floating-ui/core',
  '@floating-ui/dom',
  '@floating-ui/react-dom',
  '@floating-ui/utils',
  'lucide-react',
  'i18next',
  'react-i18next',
  'cbor-x',
  '@peculiar/x509',
  'reflect-metadata',
  'qrcode-generator',
  '@fontsource-variable/source-sans-3',
  '@fontsource-variable/jetbrains-mono',
  ...withDependencies(['fastify', 'ws', '@redis/client']),
]

/** The directory's libraries, and what they need. */
function withDependencies(names, seen = new Set()) {
  for (const name of names) {
    const file = join(root, 'node_modules', name, 'package.json')
    if (seen.has(name) || !existsSync(file)) continue
    seen.add(name)
    withDependencies(Object.keys(JSON.parse(readFileSync(file, 'utf8')).dependencies ?? {}), seen)
  }
  return seen
}

const textOf = (folder) => {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name))
  return file ? readFileSync(join(folder, file), 'utf8') : ''
}

const licences = carried
  .map((name) => ({ name, folder: join(root, 'node_modules', name) }))
  .filter(({ folder }) => existsSync(folder))
  .map(({ name, folder }) => {
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { name, version, licence: String(license ?? ''), text: textOf(folder) }
  })

mkdirSync(join(root, 'out'), { recursive: true })
writeFileSync(join(root, 'out/licences.json'), JSON.stringify(licences))
