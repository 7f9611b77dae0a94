import type { BuildWarning } from '../../api/build-progress.ts'
import { sourceExcerpt } from './source-excerpt.ts'

/** What `--check` prints (buildkit frontend/subrequests/lint). */
export function checkReport(warnings: readonly BuildWarning[], filename: string, text: string): string {
  if (warnings.length === 0) return 'Check complete, no warnings found.\n'
  const count = warnings.length === 1 ? '1 warning has' : `${warnings.length} warnings have`
  const ordered = [...warnings].sort((a, b) => a.line - b.line)
  const parts = ordered.map(
    ({ rule, url, description, line, lastLine }) =>
      `\nWARNING: ${rule}${url && ` - ${url}`}\n${description}\n${sourceExcerpt(filename, text, line, lastLine)}`,
  )
  return `Check complete, ${count} been found!\n${parts.join('')}`
}

/** The list after a build. */
export function warningSummary(warnings: readonly BuildWarning[]): string {
  if (warnings.length === 0) return ''
  const count = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`
  return `\n \x1b[33m${count} found (use docker --debug to expand):\n\x1b[0m${warnings.map(({ short }) => ` - ${short}\n`).join('')}`
}
