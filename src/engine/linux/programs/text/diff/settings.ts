import type { TimeZone } from '../../../../base/time-zone.ts'

/** How one run of diff compares and prints. */
export interface Settings {
  readonly style: 'normal' | 'unified' | 'context' | 'ed' | 'rcs' | 'side by side'
  readonly context: number
  readonly brief: boolean
  readonly reportSame: boolean
  readonly recursive: boolean
  /** Missing files are empty ones: both, or only in the first directory. */
  readonly newFiles: 'no' | 'both' | 'first'
  readonly ignoreCase: boolean
  readonly ignoreAllSpace: boolean
  readonly ignoreSpaceChange: boolean
  readonly ignoreTrailingSpace: boolean
  readonly ignoreBlankLines: boolean
  readonly stripCarriageReturn: boolean
  readonly text: boolean
  readonly labels: readonly string[]
  readonly exclude: readonly string[]
  readonly color: boolean
  readonly width: number
  readonly leftColumn: boolean
  readonly suppressCommon: boolean
  readonly expandTabs: boolean
  readonly zone: TimeZone
  /** Options as given, for the headers of recursive comparison. */
  readonly given: string
}

/** A file's lines as diff sees them. */
export interface Lines {
  readonly name: string
  readonly mtimeMs: number
  readonly lines: readonly string[]
  /** The last line lacks its newline. */
  readonly unterminated: boolean
}
