import { existsSync } from 'node:fs'
import { ask, has, isRoot, run, say } from './run.mjs'

/** Which Debian package holds each library that Electron links to. */
const packageOf = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libdrm.so.2': 'libdrm2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libX11.so.6': 'libx11-6',
  'libxcb.so.1': 'libxcb1',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libcairo.so.2': 'libcairo2',
  'libexpat.so.1': 'libexpat1',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libudev.so.1': 'libudev1',
  'libgcc_s.so.1': 'libgcc-s1',
}

/** Newer Debian and Ubuntu renamed some packages (64-bit time). */
const renamed = (name) => (ask('apt-cache', ['show', name]) ? name : `${name}t64`)

/** Makes sure that the libraries `binary` links to, and `commands`, are there. Throws with the exact command when it can't. */
export function ensureSystem(binary, commands = []) {
  if (process.platform !== 'linux') return
  const missing = [...missingLibraries(binary), ...missingCommands(commands)]
  if (missing.length === 0) return
  const packages = [...new Set(missing)]
  if (!existsSync('/etc/debian_version')) throw new Error(`these are missing, please install them: ${packages.join(' ')}`)
  if (!isRoot) throw new Error(`system packages are missing; run:\n  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`)
  say(`installing system packages: ${packages.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages.map(renamed)], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

function missingLibraries(binary) {
  const lines = (ask('ldd', [binary]) ?? '').split('\n').filter((line) => line.includes('not found'))
  return lines.map((line) => line.trim().split(' ')[0]).map((library) => packageOf[library] ?? library)
}

const packageOfCommand = {
  xvfb: 'xvfb',
  Xvfb: 'xvfb',
  'xvfb-run': 'xvfb',
  xauth: 'xauth',
  unzip: 'unzip',
  nc: 'netcat-openbsd',
  python3: 'python3',
  ip: 'iproute2',
  'redis-server': 'redis-server',
  openssl: 'openssl',
  curl: 'curl',
  nft: 'nftables',
}

const missingCommands = (commands) => commands.filter((command) => !has(command)).map((command) => packageOfCommand[command] ?? command)
