import { availableParallelism } from 'node:os'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** A busy machine is slow, not wrong: a test fails by what it expects, and by this only when it hangs. ms */
const hangMs = 30_000

/** A machine that nobody watches tries once more; `npm test` says at its end which tests needed it. */
const retry = process.env['CI'] ? 1 : 0

/** A worker for each processor: `npm test` has several projects side by side, so that there is always somebody who does not wait. */
const workers = availableParallelism()

/** What is compared with a clock that is not ours, within a tenth of a millisecond: nothing else may run beside it. */
const measured = ['test/netns/accuracy.test.ts']

const patient = { retry, testTimeout: hangMs, hookTimeout: hangMs, expect: { poll: { timeout: hangMs / 3 } } }

export default defineConfig({
  // How long each file took is noted there, for the longest to begin first: for each of the runs that `npm test` has side by side.
  cacheDir: `node_modules/.vite/${process.env['PALABRE_SUITE'] ?? 'any'}`,
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'unit',
          ...patient,
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
          environment: 'node',
          include: ['test/{net,store,ipc,cli,shared,build,fuzz}/**/*.test.ts'],
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'dom',
          ...patient,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
          environment: 'jsdom',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['test/renderer/setup.ts'],
        },
      },
      {
        test: {
          name: 'netns',
          ...patient,
          // Each has namespaces of its own, and waits for most of its time. The kernel makes one at a time, so many at once are of no use.
          maxWorkers: Math.min(workers, 4),
          sequence: { groupOrder: 2 },
          environment: 'node',
          include: ['test/netns/**/*.test.ts'],
          exclude: measured,
          testTimeout: 4 * hangMs,
          hookTimeout: 2 * hangMs,
        },
      },
      {
        test: {
          name: 'measured',
          ...patient,
          environment: 'node',
          include: measured,
          fileParallelism: false,
          testTimeout: 4 * hangMs,
        },
      },
      {
        test: {
          name: 'e2e',
          ...patient,
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
