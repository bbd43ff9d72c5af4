import { createRequire } from 'node:module'

/** Required: to import a CommonJS package, Node first reads it through for the names it may export, which every start would wait for. */
export const Database = createRequire(import.meta.url)('libsql') as typeof import('libsql')
