/**
 * Files and folders between two Palabres, on a connection of their own. README.md is the specification.
 *
 *     const connection = new FileConnection({ socket, clock, serve: async () => openFile(offered), onServed, onRefused, onClosed })
 *     await connection.fetch({ transfer, what: 'content' }, new HashingSink(await fileDisk(part, size), size), signal)
 *     const path = await finish(part, name, 'file')
 */
export { FileConnection } from './connection.ts'
export { filesProtocol } from './constants.ts'
export { fileDisk, folderDisk, memoryDisk } from './disks.ts'
export { parseManifest, totalOf } from './manifest.ts'
export { markForeign } from './mark.ts'
export { checkRoom, finish, makePart } from './place.ts'
export { safeFileName } from './safe-name.ts'
export { HashingSink } from './sink.ts'
export { bytesSource, type Folder, modifiedOf, openFile, openFolder, readFolder } from './source.ts'
