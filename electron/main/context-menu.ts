import { type BrowserWindow, type ContextMenuParams, Menu, type MenuItemConstructorOptions } from 'electron'
import { editItems } from './menu.ts'
import type { ShellWords } from './words.ts'

/** The right mouse button: spelling and editing in a field, copying elsewhere. */
export function showContextMenus(window: BrowserWindow, words: () => ShellWords): void {
  window.webContents.on('context-menu', (_event, params) => {
    const items = contextItems(params, words(), (word) => window.webContents.replaceMisspelling(word))
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}

type Pointed = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'dictionarySuggestions'>

function contextItems(params: Pointed, words: ShellWords, replace: (word: string) => void): MenuItemConstructorOptions[] {
  if (!params.isEditable) return params.selectionText.trim() === '' ? [] : [{ role: 'copy', label: words.copy }]
  const suggestions = params.dictionarySuggestions.map((word): MenuItemConstructorOptions => ({ label: word, click: () => replace(word) }))
  return [...suggestions, ...(suggestions.length > 0 ? [{ type: 'separator' } as const] : []), ...editItems(words)]
}
