import { say } from './run.mjs'

/** Prepends a virtual display where there is none. */
export function onDisplay(command, args) {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return { command, args, virtual: false }
  return { command: 'xvfb-run', args: ['-a', '-s', '-screen 0 1440x900x24', command, ...args], virtual: true }
}

export const needsVirtualDisplay = () => process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY

export function sayHowToLook() {
  say('no display: Palabre runs on a virtual one. To look at it: `apt-get install x11vnc && x11vnc -display :99 -auth guess -localhost`, then a VNC viewer,')
  say(
    'or take a picture: `apt-get install imagemagick && DISPLAY=:99 import -window root palabre.png` (the display number is the one after `Xvfb` in `ps ax`).',
  )
}
