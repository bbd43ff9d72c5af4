import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** A busy machine is slow, not wrong: a test fails by what it expects, and by this only when it hangs. ms */
const hangMs = 30_000

/** A machine that nobody watches tries once more; `npm test` says at its end which tests needed it. */
const retry = process.env['CI'] ? 1 : 0

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'unit',
          retry,
          environment: 'node',
          testTimeout: hangMs,
          hookTimeout: hangMs,
          include: ['test/{net,store,ipc,cli,shared,build,fuzz}/**/*.test.ts'],
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'dom',
          retry,
          environment: 'jsdom',
          testTimeout: hangMs,
          hookTimeout: hangMs,
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['test/renderer/setup.ts'],
        },
      },
      {
        test: {
          name: 'netns',
          retry,
          environment: 'node',
          include: ['test/netns/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 4 * hangMs,
          hookTimeout: 2 * hangMs,
        },
      },
      {
        test: {
          name: 'e2e',
          retry,
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 2 * hangMs,
          hookTimeout: 2 * hangMs,
        },
      },
    ],
  },
})
