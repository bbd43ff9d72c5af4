import { app } from 'electron'
import type { ErrorCode } from '../../shared/errors.ts'

/** The few words that the shell itself says, outside the window. */
const words = {
  en: {
    open: 'Open Palabre',
    quit: 'Quit',
    close: 'Close',
    reload: 'Reload',
    unread: (n: number) => `${n} unread`,
    unreadFrom: (n: number) => `${n} new messages`,
    reply: 'Reply…',
    file: 'File',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    pastePlain: 'Paste without formatting',
    selectAll: 'Select all',
    view: 'View',
    actualSize: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullScreen: 'Full screen',
    window: 'Window',
    minimize: 'Minimise',
    exportTitle: 'Export the conversation',
    textFiles: 'Text',
    jsonFiles: 'JSON Lines',
    transcript: {
      with: (name: string) => `Conversation with ${name}`,
      writtenAt: (time: string) => `Exported from Palabre, ${time}`,
      notEncrypted: 'not encrypted',
      edited: 'edited',
      notSent: 'not sent',
      deleted: 'message deleted',
    },
    failed: 'Palabre can’t start',
    crashed: 'Something went wrong in Palabre',
    unusable: (path: string) => `The folder ${path} can’t be used: it can’t be made or written. Make it yours, or start with another one.`,
    logAt: (path: string) => `Details are in ${path}`,
    errors: {
      'profile-in-use': 'This profile is in use by another Palabre (perhaps the terminal messenger). Close it, then start again.',
      'key-unavailable':
        'The key of this profile can’t be read: it belongs to another user, another key store, or is damaged. Nothing was changed. Unlock the key store of your system, or start with another profile (--profile=NAME).',
      'store-locked': 'The history is locked by another program. Close it, then start again. Nothing was changed.',
      'disk-full': 'The disk is full. Make some room, then start again.',
    } as Partial<Record<ErrorCode, string>>,
    other: 'The history could not be opened. Nothing was changed.',
  },
  fr: {
    open: 'Ouvrir Palabre',
    quit: 'Quitter',
    close: 'Fermer',
    reload: 'Recharger',
    unread: (n: number) => (n > 1 ? `${n} non lus` : `${n} non lu`),
    unreadFrom: (n: number) => `${n} nouveaux messages`,
    reply: 'Répondre…',
    file: 'Fichier',
    edit: 'Édition',
    undo: 'Annuler',
    redo: 'Rétablir',
    cut: 'Couper',
    copy: 'Copier',
    paste: 'Coller',
    pastePlain: 'Coller sans mise en forme',
    selectAll: 'Tout sélectionner',
    view: 'Affichage',
    actualSize: 'Taille réelle',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    fullScreen: 'Plein écran',
    window: 'Fenêtre',
    minimize: 'Réduire la fenêtre',
    exportTitle: 'Exporter la conversation',
    textFiles: 'Texte',
    jsonFiles: 'JSON Lines',
    transcript: {
      with: (name: string) => `Conversation avec ${name}`,
      writtenAt: (time: string) => `Exportée de Palabre, ${time}`,
      notEncrypted: 'non chiffrée',
      edited: 'modifié',
      notSent: 'non envoyé',
      deleted: 'message supprimé',
    },
    failed: 'Palabre ne peut pas démarrer',
    crashed: 'Un problème est survenu dans Palabre',
    unusable: (path: string) => `Le dossier ${path} est inutilisable : il ne peut être ni créé ni écrit. Rendez-le accessible, ou démarrez avec un autre.`,
    logAt: (path: string) => `Les détails sont dans ${path}`,
    errors: {
      'profile-in-use': 'Ce profil est déjà utilisé par un autre Palabre (peut-être la messagerie en terminal). Fermez-le, puis recommencez.',
      'key-unavailable':
        'La clé de ce profil est illisible : elle appartient à un autre utilisateur, à un autre trousseau, ou elle est abîmée. Rien n’a été changé. Déverrouillez le trousseau du système, ou démarrez avec un autre profil (--profile=NOM).',
      'store-locked': 'L’historique est verrouillé par un autre programme. Fermez-le, puis recommencez. Rien n’a été changé.',
      'disk-full': 'Le disque est plein. Faites de la place, puis recommencez.',
    } as Partial<Record<ErrorCode, string>>,
    other: 'L’historique n’a pas pu être ouvert. Rien n’a été changé.',
  },
}

export type ShellWords = (typeof words)['en']

/** In the language of the settings, or the system's. */
export function shellWords(language: 'system' | 'en' | 'fr' = 'system'): ShellWords {
  return words[language === 'system' ? (app.getLocale().startsWith('fr') ? 'fr' : 'en') : language]
}
