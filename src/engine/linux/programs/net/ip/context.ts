import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { NetlinkError } from '../../../kernel/net/netlink-calls.ts'
import { printError } from '../../../libc/stdio.ts'

/** What ip(8)'s global options say, for all its objects. */
export interface IpContext {
  readonly family: 'inet' | 'inet6' | undefined
  readonly oneline: boolean
  readonly brief: boolean
  /** How often -s was given. */
  readonly statistics: number
  /** Release of iproute2: `6.1.0`. */
  readonly version: string
}

/** Whether the release is at least this one; releases before 5 called themselves after kernels (4.11) or dates (ss170501). */
export function atLeast(context: Pick<IpContext, 'version'>, major: number, minor: number): boolean {
  const [a = 0, b = 0] = context.version.split('.').map(Number)
  return a > major || (a === major && b >= minor)
}

/** A usage error: ends the command with this exit code after the message on standard error. */
export class IpFailure extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message)
  }
}

/** What a netlink error prints; the exit code is 2. Kernels before 4.12 explain nothing. */
export function* netlinkFailed(context: IpContext, error: NetlinkError): Sys<number> {
  const explained = error.message !== undefined && atLeast(context, 4, 15)
  yield* printError(explained ? `Error: ${error.message}\n` : `RTNETLINK answers: ${strerror(error.errno)}\n`)
  return 2
}

/** Words of a command, taken one by one. */
export class Words {
  private at = 0

  constructor(private readonly words: readonly string[]) {}

  get done(): boolean {
    return this.at >= this.words.length
  }

  peek(): string | undefined {
    return this.words[this.at]
  }

  next(): string | undefined {
    return this.words[this.at++]
  }

  /** The value after a keyword (NEXT_ARG). */
  value(): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new IpFailure('Command line is not complete. Try option "help"\n', 255)
    return word
  }
}

/** iproute2's `matches`: an abbreviation. */
export const abbreviates = (word: string, full: string): boolean => word.length > 0 && full.startsWith(word)

export const wrongArgument = (word: string, what: string): IpFailure => new IpFailure(`Error: argument "${word}" is wrong: ${what}\n`, 255)
