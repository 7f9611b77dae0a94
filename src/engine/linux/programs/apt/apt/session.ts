import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { LineReader, print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { AptConfig } from './config.ts'

export interface AptFlags {
  readonly assumeYes: boolean
  readonly assumeNo: boolean
  /** -q once or more; what is no terminal counts as one. */
  readonly quiet: number
  readonly simulate: boolean
  readonly downloadOnly: boolean
  readonly reinstall: boolean
  readonly fixBroken: boolean
  readonly recommends: boolean
  readonly suggests: boolean
  readonly purge: boolean
  readonly autoRemove: boolean
  readonly onlyUpgrade: boolean
  readonly noUpgrade: boolean
  readonly showVersions: boolean
  readonly allVersions: boolean
  readonly allowUnauthenticated: boolean
  readonly printUris: boolean
  readonly targetRelease: string | undefined
}

/** One run of apt, apt-get or another of the family: its flags, its screen, and the errors it says at the end. */
export class AptSession {
  private readonly messages: string[] = []
  failed = false

  constructor(
    /** `apt`, `apt-get`, `apt-cache`. */
    readonly program: string,
    readonly flags: AptFlags,
    readonly config: AptConfig,
    readonly terminal: boolean,
    /** Columns of the screen less one, 80 without one. */
    readonly screen: number,
    readonly rows: number,
    readonly env: ReadonlyMap<string, string>,
  ) {}

  error(message: string): void {
    this.failed = true
    this.messages.push(`E: ${message}`)
  }

  warning(message: string): void {
    this.messages.push(`W: ${message}`)
  }

  /** Notices are for people at a terminal. */
  notice(message: string): void {
    if (this.flags.quiet === 0) this.messages.push(`N: ${message}`)
  }

  /** To standard output unless asked to be very quiet. */
  *say(text: string): Sys<void> {
    if (this.flags.quiet < 2) yield* print(text)
  }

  /** `Reading package lists... Done`: where there is no terminal, only what begins. */
  *progress(title: string, work: Sys<void>): Sys<void> {
    const { quiet } = this.flags
    if (quiet === 0) yield* print(`\r${title}... 0%\r`)
    else if (quiet === 1) yield* print(`${title}...\n`)
    yield* work
    if (quiet === 0) yield* print(`\r${title}... 100%\r\r${title}... Done\n`)
  }

  /** Everything that went wrong, to standard error; the exit code. */
  *finish(code = 0): Sys<number> {
    for (const message of this.messages) yield* printError(`${message}\n`)
    return this.failed ? 100 : code
  }

  /** Opens a lock file for writing; false when that is not allowed. */
  *lock(path: string, what: string, detail = false): Sys<boolean> {
    const fd = yield* sys.open({ path, flags: O.RDWR | O.CREAT | O.CLOEXEC, mode: 0o640 })
    if (fd.ok) return true
    const number = fd.error === 'EACCES' ? 13 : fd.error === 'EROFS' ? 30 : 2
    this.error(`Could not open lock file ${path} - open (${number}: ${strerror(fd.error)})`)
    if (detail) this.error(`Unable to acquire the dpkg frontend lock (${path}), are you root?`)
    else this.error(`Unable to lock ${what}`)
    return false
  }

  /** `Do you want to continue? [Y/n]`; no answer is no. */
  *confirm(): Sys<boolean> {
    if (this.flags.assumeYes) return true
    yield* print('Do you want to continue? [Y/n] ')
    if (this.flags.assumeNo) {
      yield* print('N\n')
      return false
    }
    const answer = yield* new LineReader(0).next()
    if (!answer.ok || answer.value === undefined) return false
    return answer.value.text === '' || /^y(es)?$/i.test(answer.value.text.trim())
  }
}
