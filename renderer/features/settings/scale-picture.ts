import { AppError } from '../../../shared/errors.ts'
import { limits } from '../../../shared/limits.ts'

/** Pixels on a side of the picture that others get. */
const side = 128
const quality = 0.9

/** The middle of any picture that the browser can read, as a small WebP. Decoded here, in the sandbox. Throws `AppError` bad-picture. */
export async function scalePicture(file: Blob): Promise<Uint8Array> {
  if (file.size > limits.pictureSourceBytes) throw new AppError('bad-picture')
  try {
    const bitmap = await createImageBitmap(file)
    const blob = await draw(bitmap).convertToBlob({ type: 'image/webp', quality })
    bitmap.close()
    return new Uint8Array(await blob.arrayBuffer())
  } catch (thrown) {
    throw new AppError('bad-picture', {}, { cause: thrown })
  }
}

function draw(bitmap: ImageBitmap): OffscreenCanvas {
  const canvas = new OffscreenCanvas(side, side)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  const length = Math.min(bitmap.width, bitmap.height)
  context.fillStyle = '#fff'
  context.fillRect(0, 0, side, side)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, (bitmap.width - length) / 2, (bitmap.height - length) / 2, length, length, 0, 0, side, side)
  return canvas
}
