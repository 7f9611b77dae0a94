import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { RuncOptions } from '../tasks.ts'
import type { Reaper } from './reaper.ts'

/** Executes runc as go-runc does: its log is a JSON file, and the last error in it says what went wrong. */
export class RuncCommand {
  constructor(
    private readonly reaper: Reaper,
    private readonly options: RuncOptions,
    private readonly bundle: string,
  ) {}

  /** Undefined when it succeeded, else runc's message. `stdio` becomes 0, 1, 2. */
  *run(args: readonly string[], stdio: readonly Fd[] = []): Sys<string | undefined> {
    const { BinaryName, Root, SystemdCgroup } = this.options
    const log = `${this.bundle}/log.json`
    yield* sys.unlink({ path: log })
    const [stdin, stdout, stderr] = stdio
    const code = yield* this.reaper.command({
      argv: [BinaryName, '--root', Root, '--log', log, '--log-format', 'json', ...(SystemdCgroup ? ['--systemd-cgroup'] : []), ...args],
      ...(stdin !== undefined && { stdin }),
      ...(stdout !== undefined && { stdout }),
      ...(stderr !== undefined && { stderr }),
    })
    yield* sys.record({ kind: 'runtime.executed', data: { runtime: BinaryName, command: args[0], container: args.at(-1), exitCode: code } })
    return code === 0 ? undefined : yield* this.lastError(log, code)
  }

  private *lastError(log: string, code: number): Sys<string> {
    const text = yield* readFile(log)
    const messages = (text.ok ? text.value.split('\n').filter(Boolean) : []).map((line) => JSON.parse(line) as { level: string; msg: string })
    return (
      messages.findLast((entry) => entry.level === 'error')?.msg ?? `${this.options.BinaryName} did not terminate successfully: exit status ${code}`
    )
  }
}
