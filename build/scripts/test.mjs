// `npm test`: types, lint, unused code, unit, interface and end-to-end tests in real windows. The last line sums them up.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { check } from './check.mjs'
import { onDisplay } from './display.mjs'
import { electronSuites } from './electron-suites.mjs'
import { inTurn } from './in-turn.mjs'
import { isRoot, readable, root, say } from './run.mjs'
import { electronRuntime } from './runtime.mjs'
import { ensureSystem } from './system-libraries.mjs'

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const sum = { passed: 0, failed: 0 }
/** What failed, said again at the very end: a run prints more than anybody reads. */
const failures = []
/** What failed once and then passed, which happens on CI alone (`retry` in vitest.config.ts): to be looked into, not to stop everybody. */
const warnings = []
/** How long each took. */
const times = []

const open = inTurn((text) => process.stdout.write(text))
const seconds = (from) => Math.round((Date.now() - from) / 1000)

/** What runs some vitest projects and adds up their report; a run without a report is one failure. */
function suite(name, command, args, env = {}) {
  const report = join(root, `.cache/report-${name}.json`)
  const { write, end } = open()
  const tell = (line) => write(`[palabre] ${line}\n`)
  return async () => {
    const from = Date.now()
    rmSync(report, { force: true })
    tell(`tests: ${name}`)
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const status = await readable(command, [...args, ...reporters], write, { env: { ...env, PALABRE_SUITE: name } })
    const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
    const tests = testResults.flatMap((file) => file.assertionResults)
    for (const test of tests.filter((each) => each.status === 'skipped' || each.status === 'pending')) tell(`skipped: ${test.fullName}`)
    const failed = tests.filter((test) => test.status === 'failed')
    for (const test of failed) failures.push(`${name}: ${test.fullName}: ${test.failureMessages?.[0]?.split('\n')[0]}`)
    const again = tests.filter((test) => test.status === 'passed' && test.failureMessages?.length > 0)
    for (const test of again) warnings.push(`${name}: ${test.fullName}: ${test.failureMessages[0].split('\n')[0]}`)
    // A file that could not be loaded, an error outside of any test, or a run that broke off.
    if (failed.length === 0 && status !== 0) failures.push(`${name}: ended with ${status}, with no test to blame`)
    sum.passed += numPassedTests
    sum.failed += Math.max(numFailedTests, status === 0 ? 0 : 1)
    times.push(`${name} ${seconds(from)} s`)
    end()
  }
}

function checks() {
  const { write, end } = open()
  return async () => {
    const from = Date.now()
    for (const failed of await check(write)) {
      failures.push(`check: ${failed}`)
      sum.failed++
    }
    times.push(`check ${seconds(from)} s`)
    end()
  }
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
const from = Date.now()
const electron = await electronRuntime()
step('system packages', () =>
  ensureSystem(electron.path, ['xvfb-run', 'xauth', 'nc', 'python3', 'ip', ...(isRoot ? ['nft'] : []), 'redis-server', 'openssl', 'curl']),
)
step('build', () => ensureBuilt())
const types = checks()
const unit = suite('unit', process.execPath, [vitest, 'run', '--project', 'unit'])
const dom = suite('dom', process.execPath, [vitest, 'run', '--project', 'dom'])
// Real hosts, switches and pulled cables; where namespaces can't be made, skipped with the reason.
const netns = suite('netns', process.execPath, [vitest, 'run', '--project', 'netns'])
const unitElectron = suite('unit-electron', electron.path, [vitest, 'run', '--project', 'unit', ...electronSuites], { ELECTRON_RUN_AS_NODE: '1' })
const display = onDisplay(process.execPath, [vitest, 'run', '--project', 'e2e'])
const e2e = suite('e2e', display.command, display.args, { PALABRE_ELECTRON: electron.path })
const measured = suite('measured', process.execPath, [vitest, 'run', '--project', 'measured'])

// Side by side, as most of them wait for most of their time: for a window, a cable, a program that was killed. In a lane one after the other.
const lanes = [[unit, dom], [netns, unitElectron], [e2e]]
// By themselves: they keep every processor busy, and what they find is found in half a minute.
await types()
await Promise.all(
  lanes.map(async (lane) => {
    for (const run of lane) await run()
  }),
)
await measured()

say(`times: ${times.join(', ')}; ${seconds(from)} s in all`)
for (const warning of warnings) say(`passed at the second try: ${warning}`)
for (const failure of failures) say(`failed: ${failure}`)
console.log(`${sum.passed} passed, ${sum.failed} failed`)
process.exit(sum.failed > 0 ? 1 : 0)
