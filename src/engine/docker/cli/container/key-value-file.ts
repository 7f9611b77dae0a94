import type { Sys } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { Failure } from '../failure.ts'

/** Reads `--env-file` and `--label-file` (docker/cli pkg/kvfile): a pair a line, comments after #; a bare name takes its value from `lookup`. */
export function* readKeyValueFile(path: string, lookup: ((name: string) => string | undefined) | undefined): Sys<readonly string[]> {
  const text = yield* readFile(path)
  if (!text.ok) throw new Failure(`open ${path}: ${strerror(text.error).toLowerCase()}`)
  const out: string[] = []
  for (const raw of text.value.replace(/^\ufeff/, '').split('\n')) {
    const line = raw.replace(/\r$/, '').trimStart()
    if (line === '' || line.startsWith('#')) continue
    const at = line.indexOf('=')
    const name = at < 0 ? line : line.slice(0, at)
    if (name === '') throw new Failure(`invalid env file (${path}): no variable name on line '${line}'`)
    if (/[ \t]/.test(name)) throw new Failure(`invalid env file (${path}): variable '${name}' contains whitespaces`)
    if (at >= 0) out.push(line)
    else {
      const value = lookup?.(name)
      if (value !== undefined) out.push(`${name}=${value}`)
    }
  }
  return out
}
