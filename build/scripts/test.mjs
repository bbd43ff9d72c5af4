// `npm test`: types, lint, unused code, unit, interface and end-to-end tests in real windows. The last line sums them up.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { check } from './check.mjs'
import { onDisplay } from './display.mjs'
import { isRoot, root, say } from './run.mjs'
import { electronRuntime } from './runtime.mjs'
import { ensureSystem } from './system-libraries.mjs'

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const sum = { passed: 0, failed: 0 }
/** What failed, said again at the very end: a run prints more than anybody reads. */
const failures = []
/** What failed once and then passed, which happens on CI alone (`retry` in vitest.config.ts): to be looked into, not to stop everybody. */
const warnings = []

/** Runs some vitest projects and adds up their report; a run without a report is one failure. */
function suite(name, command, args, env = {}) {
  const report = join(root, `.cache/report-${name}.json`)
  rmSync(report, { force: true })
  say(`tests: ${name}`)
  const { status } = spawnSync(command, [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
  const skipped = testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === 'skipped' || test.status === 'pending')
  for (const test of skipped) say(`skipped: ${test.fullName}`)
  const failed = testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === 'failed')
  for (const test of failed) failures.push(`${name}: ${test.fullName}: ${test.failureMessages?.[0]?.split('\n')[0]}`)
  const again = testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === 'passed' && test.failureMessages?.length > 0)
  for (const test of again) warnings.push(`${name}: ${test.fullName}: ${test.failureMessages[0].split('\n')[0]}`)
  // A file that could not be loaded, an error outside of any test, or a run that broke off.
  if (failed.length === 0 && status !== 0) failures.push(`${name}: ended with ${status}, with no test to blame`)
  sum.passed += numPassedTests
  sum.failed += Math.max(numFailedTests, status === 0 ? 0 : 1)
}

function step(name, run) {
  try {
    run()
  } catch (error) {
    failures.push(`${name}: ${error.message}`)
    sum.failed++
  }
}

mkdirSync(join(root, '.cache'), { recursive: true })
for (const failed of await check()) {
  failures.push(`check: ${failed}`)
  sum.failed++
}
const electron = await electronRuntime()
step('system packages', () =>
  ensureSystem(electron.path, ['xvfb-run', 'xauth', 'nc', 'python3', 'ip', ...(isRoot ? ['nft'] : []), 'redis-server', 'openssl', 'curl']),
)
step('build', () => ensureBuilt())
suite('unit', process.execPath, [vitest, 'run', '--project', 'unit'])
suite('dom', process.execPath, [vitest, 'run', '--project', 'dom'])
// Real hosts, switches and pulled cables; where namespaces can't be made, skipped with the reason.
suite('netns', process.execPath, [vitest, 'run', '--project', 'netns'])
// The same core on Electron's own Node and BoringSSL, which lack what OpenSSL has.
suite('unit-electron', electron.path, [vitest, 'run', '--project', 'unit', 'test/net'], { ELECTRON_RUN_AS_NODE: '1' })
const e2e = onDisplay(process.execPath, [vitest, 'run', '--project', 'e2e'])
suite('e2e', e2e.command, e2e.args, { PALABRE_ELECTRON: electron.path })

for (const warning of warnings) say(`passed at the second try: ${warning}`)
for (const failure of failures) say(`failed: ${failure}`)
console.log(`${sum.passed} passed, ${sum.failed} failed`)
process.exit(sum.failed > 0 ? 1 : 0)
