/** What the system says of a file or a folder, for people. */
const words = {
  en: {
    EACCES: 'it may not be read and written',
    EPERM: 'it may not be read and written',
    EROFS: 'the disk can only be read',
    EISDIR: 'there is a folder of that name',
    ENOTDIR: 'there is a file in its place',
    ENOENT: 'it can’t be made there',
    ENOSPC: 'the disk is full',
    EIO: 'the disk reports an error',
    SQLITE_CANTOPEN: 'a file in it can’t be opened',
    SQLITE_READONLY: 'a file in it can’t be written',
    SQLITE_IOERR: 'the disk reports an error',
  },
  fr: {
    EACCES: 'vous n’avez pas le droit de le lire et d’y écrire',
    EPERM: 'vous n’avez pas le droit de le lire et d’y écrire',
    EROFS: 'le disque est en lecture seule',
    EISDIR: 'un dossier porte ce nom',
    ENOTDIR: 'un fichier est à sa place',
    ENOENT: 'il ne peut pas y être créé',
    ENOSPC: 'le disque est plein',
    EIO: 'le disque signale une erreur',
    SQLITE_CANTOPEN: 'un fichier qui s’y trouve ne s’ouvre pas',
    SQLITE_READONLY: 'un fichier qui s’y trouve ne peut pas être écrit',
    SQLITE_IOERR: 'le disque signale une erreur',
  },
} as const

/** With the code, for those who want it. `cause`: a code, or words already. */
export function faultInWords(cause: string, language: 'en' | 'fr'): string {
  const known: Readonly<Record<string, string>> = words[language]
  const said = known[cause] ?? known[cause.split('_').slice(0, 2).join('_')]
  return said === undefined ? cause : `${said} (${cause})`
}
