import { basename, join, resolve } from 'node:path'
import { build } from 'vite'
import { builtOnce } from './built-once.ts'

const root = resolve(import.meta.dirname, '../..')

/** Bundles a program of a test for plain Node, which runs in another process; answers its path. */
export async function buildProgram(source: string): Promise<string> {
  const name = basename(source, '.ts')
  const made = await builtOnce(name, (outDir) =>
    build({
      root,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true, external: ['libsql'] },
      build: {
        ssr: true,
        target: 'node20.18',
        outDir,
        emptyOutDir: true,
        rolldownOptions: { input: { [name]: source }, output: { format: 'es', entryFileNames: '[name].mjs' } },
      },
    }),
  )
  return join(made, `${name}.mjs`)
}
