import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, '..', path)

/** The interface in a plain browser on a fake core, and the gallery of every component. */
export default defineConfig({
  root: at('renderer'),
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5174 },
  build: {
    outDir: at('out/browser'),
    emptyOutDir: true,
    rolldownOptions: { input: { browser: at('renderer/browser.html'), gallery: at('renderer/gallery.html') } },
  },
})
