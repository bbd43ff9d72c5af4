import type { ReactNode } from 'react'
import type { RunKind } from '../../shared/model/runs.ts'
import type { FakeOptions } from '../fake-api/fake-api.ts'
import type { Page, SettingsSection } from '../features/shell/page-store.ts'
import type { AppState } from '../state/app-store.ts'
import type { DiagnosticTest, Half } from '../state/diagnostics-page.ts'
import type { useInspector } from '../state/inspector-store.ts'
import type { StartTest } from '../state/run-actions.ts'

/** A component in its states. */
export interface KitStory {
  readonly id: string
  readonly title: string
  readonly Show: () => ReactNode
}

/** A whole screen on a fake world, with what is changed in it. */
export interface ScreenStory {
  readonly id: string
  readonly title: string
  readonly world?: FakeOptions
  readonly page?: Page
  readonly section?: SettingsSection
  readonly palette?: boolean
  readonly dialog?: 'new-conversation' | 'help' | 'person'
  /** The title of the conversation that is open. */
  readonly open?: string
  /** The search of every address runs. */
  readonly scan?: boolean
  /** The test that is shown. */
  readonly test?: DiagnosticTest
  readonly half?: Half
  /** Started as soon as the page is there. */
  readonly start?: StartTest
  /** The newest run of this kind and target is shown. */
  readonly shown?: readonly [kind: RunKind, target: string]
  readonly inspector?: Partial<ReturnType<typeof useInspector.getState>>
  readonly app?: Partial<AppState>
}
