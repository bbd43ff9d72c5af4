// Draws build/icons/*.png from icon.svg with rsvg-convert (apt: librsvg2-bin). To run by hand when the drawing changes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'

const folder = join(root, 'build/icons')
const drawing = readFileSync(join(folder, 'icon.svg'), 'utf8')
/** Small ones fill their square: an edge of air would cost pixels that the tree needs. */
const small = drawing.replace('viewBox="0 0 1024 1024"', 'viewBox="48 48 928 928"')

for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
  const args = ['-w', size, '-h', size, '-o', join(folder, `${size}x${size}.png`)].map(String)
  run('rsvg-convert', args, { input: size <= 48 ? small : drawing, stdio: ['pipe', 'inherit', 'inherit'] })
}
