import { commandProse } from './commands.ts'
import { flagProse, sharedFlagProse } from './flags.ts'

export interface CommandTexts {
  /** In lists of commands. */
  readonly short: string
  /** On the command's own page, when it differs. */
  readonly long?: string
}

export function commandTexts(key: string): CommandTexts {
  const text = commandProse[key]
  return text === undefined ? { short: '' } : typeof text === 'string' ? { short: text } : text
}

/** What help says of a flag of a command. */
export const flagText = (key: string, flag: string): string => flagProse[key]?.[flag] ?? sharedFlagProse[flag] ?? ''
