import { spawn } from 'node:child_process'
import { hasNoDbus, withoutDbusLines } from './dbus-lines.mjs'
import { become, follow, root, say } from './run.mjs'

/** Prepends a virtual display where there is none. */
export function onDisplay(command, args) {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return { command, args, virtual: false }
  return { command: 'xvfb-run', args: ['-a', '-s', '-screen 0 1440x900x24', command, ...args], virtual: true }
}

/**
 * Runs the app in the foreground until its end. On a virtual display it is out of Ctrl-C's reach, and the signal is passed to the app alone: else the
 * display would end with it, before the app has put its things away.
 */
export function becomeOnDisplay(command, args, options = {}) {
  const errors = hasNoDbus() ? 'pipe' : 'inherit'
  if (errors === 'pipe') say('no D-Bus here: Palabre does without it, and what Chromium says of that is left out')
  if (!needsVirtualDisplay()) return withoutNoise(become(command, args, { ...options, stdio: ['inherit', 'inherit', errors] }))
  const named = onDisplay('sh', ['-c', 'echo $$ >&3; exec "$@" 3>&-', 'sh', command, ...args])
  const child = spawn(named.command, named.args, { cwd: root, ...options, stdio: ['inherit', 'inherit', errors, 'pipe'], detached: true })
  withoutNoise(child)
  let app = null
  child.stdio[3].once('data', (pid) => {
    app = Number(pid)
  })
  follow(child, named.command, (signal) => (app ? process.kill(app, signal) : child.kill(signal)))
}

function withoutNoise(child) {
  child.stderr?.pipe(withoutDbusLines()).pipe(process.stderr)
}

export const needsVirtualDisplay = () => process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY

export function sayHowToLook() {
  say('no display: Palabre runs on a virtual one. To look at it: `apt-get install x11vnc && x11vnc -display :99 -auth guess -localhost`, then a VNC viewer,')
  say(
    'or take a picture: `apt-get install imagemagick && DISPLAY=:99 import -window root palabre.png` (the display number is the one after `Xvfb` in `ps ax`).',
  )
}
