import { type ClipboardEvent, type DragEvent, type ReactNode, useState } from 'react'
import './files.css'

interface DropAreaProps {
  readonly takes: boolean
  /** Shown while files are held over it. */
  readonly words: string
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ReactNode
  readonly className?: string
  readonly 'data-testid': string
}

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')

/** What is dropped or pasted on it is taken; files that it does not take are not let through to the page behind it, which would open them. */
export function DropArea({ takes, words, onFiles, children, className = 'fl-zone', 'data-testid': testId }: DropAreaProps) {
  const [over, setOver] = useState(false)
  const onDragOver = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = takes ? 'copy' : 'none'
    setOver(takes)
  }
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    setOver(false)
    if (takes && event.dataTransfer.files.length > 0) onFiles([...event.dataTransfer.files])
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (!takes || files.length === 0) return
    event.preventDefault()
    onFiles(files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: buttons do the same
    <div
      className={className}
      data-testid={testId}
      onDragOver={onDragOver}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      {children}
      {over ? (
        <div className="fl-over">
          <p>{words}</p>
        </div>
      ) : null}
    </div>
  )
}
