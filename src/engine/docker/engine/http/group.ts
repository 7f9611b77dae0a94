import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'

/** Id of a group by its name in /etc/group, or the number itself. */
export function* lookupGroup(name: string): Sys<number | undefined> {
  if (/^\d+$/.test(name)) return Number(name)
  const text = yield* readFile('/etc/group')
  const line = text.ok ? text.value.split('\n').find((one) => one.startsWith(`${name}:`)) : undefined
  return line === undefined ? undefined : Number(line.split(':')[2])
}
