import type { Stat } from '../../../kernel/calls.ts'
import { Prompt } from '../../gnu/prompt.ts'
import type { Tool } from '../../gnu/tool.ts'

/** How cp, mv and install copy. */
export interface CopySettings {
  readonly recursive: boolean
  /** Links are followed: nowhere, among operands, everywhere. */
  readonly follow: 'never' | 'operands' | 'always'
  readonly preserveMode: boolean
  readonly preserveOwner: boolean
  readonly preserveTimes: boolean
  readonly preserveLinks: boolean
  readonly overwrite: 'always' | 'never' | 'ask'
  /** Remove a destination that cannot be opened, or always before copying. */
  readonly force: boolean
  readonly removeFirst: boolean
  readonly update: boolean
  readonly verbose: boolean
  readonly backup: string | undefined
  /** `x.~1~`: always, where such backups exist, never. */
  readonly numberedBackup: 'always' | 'existing' | 'never'
  readonly make: 'copy' | 'hard link' | 'symbolic link'
  readonly oneFileSystem: boolean
  readonly attributesOnly: boolean
  /** mv: remove what was copied. */
  readonly move: boolean
  /** cp does not write through a link to nowhere. */
  readonly umask: number
}

/** What one run of cp or mv remembers. */
export class CopyState {
  /** Copied files with several names, by device and inode: where the first one went. */
  readonly linked = new Map<string, string>()
  /** Directories made in this run: copying into oneself ends there. */
  readonly made = new Set<string>()
  private prompter: Prompt | undefined

  constructor(
    readonly tool: Tool,
    readonly settings: CopySettings,
  ) {}

  get prompt(): Prompt {
    this.prompter ??= new Prompt(this.tool)
    return this.prompter
  }
}

export const identity = (stat: Stat): string => `${stat.dev}:${stat.ino}`
