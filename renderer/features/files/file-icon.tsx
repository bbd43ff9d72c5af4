import { File as FileMark, FileText, Film, Folder, Image, Music } from 'lucide-react'
import { fileKind } from '../../../shared/model/file-kind.ts'

const marks = { picture: Image, text: FileText, audio: Music, video: Film, other: FileMark } as const

export function FileIcon({ name, folder }: { readonly name: string; readonly folder: boolean }) {
  const Mark = folder ? Folder : marks[fileKind(name)]
  return <Mark className="fl-icon" size={22} aria-hidden="true" />
}
