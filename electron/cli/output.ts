import { safeJson } from '../net/core/text.ts'
import type { Report } from './reports.ts'
import type { Screen } from './screen.ts'
import { textOf } from './text-lines.ts'

/** Prints reports as the lab's transcript, or one JSON object per line. */
export function printer(screen: Screen, json: boolean): (report: Report) => void {
  if (json) return (report) => screen.print({ to: 'out', text: safeJson(eventFirst(report)) })
  return (report) => {
    if (report.event === 'cleared') return void screen.clear()
    const line = textOf(report)
    if (line) screen.print(line)
  }
}

function eventFirst({ event, ...rest }: Report): Report {
  return { event, ...rest }
}
