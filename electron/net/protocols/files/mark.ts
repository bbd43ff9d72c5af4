import { writeFile } from 'node:fs/promises'

/** Windows asks before it runs what came from elsewhere: zone 3, as of a browser. A disk that has no such streams is left as it is. */
export async function markForeign(path: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform === 'win32') await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n').catch(() => {})
}
