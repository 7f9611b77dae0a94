import type { TimeZone } from '../../../../base/time-zone.ts'
import type { QuotingStyle } from '../../../libc/quoting.ts'
import type { BlockSize } from '../../gnu/sizes.ts'
import type { Colors } from './colors.ts'

/** How one run of ls lists. */
export interface Settings {
  readonly format: 'long' | 'single-column' | 'vertical' | 'across' | 'commas'
  readonly hidden: 'none' | 'almost-all' | 'all'
  readonly ignored: readonly string[]
  readonly sort: 'name' | 'time' | 'size' | 'extension' | 'version' | 'width' | 'none'
  readonly reverse: boolean
  readonly recursive: boolean
  readonly directoriesThemselves: boolean
  readonly directoriesFirst: boolean
  readonly time: 'mtime' | 'atime' | 'ctime'
  readonly timeStyle: string
  readonly inodes: boolean
  readonly blocks: boolean
  readonly blockSize: BlockSize
  /** Sizes of -l: bytes unless -h, --si or --block-size. */
  readonly fileSize: BlockSize
  readonly numericIds: boolean
  readonly showOwner: boolean
  readonly showGroup: boolean
  readonly showAuthor: boolean
  readonly dereference: 'never' | 'arguments' | 'directory-arguments' | 'always'
  readonly indicators: 'none' | 'slash' | 'file-type' | 'classify'
  readonly quoting: QuotingStyle
  /** Unprintable characters become `?`. */
  readonly hideControls: boolean
  readonly colors: Colors | undefined
  /** 0 for no limit. */
  readonly width: number
  readonly tabSize: number
  readonly lineEnd: string
  readonly zone: TimeZone
  readonly nowMs: number
}

/** What the format prints beside the name needs stat. */
export const needsStat = (settings: Settings): boolean =>
  settings.format === 'long' ||
  settings.blocks ||
  settings.inodes ||
  settings.colors !== undefined ||
  settings.indicators === 'classify' ||
  settings.dereference === 'always' ||
  settings.directoriesFirst ||
  settings.sort === 'time' ||
  settings.sort === 'size'
