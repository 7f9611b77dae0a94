import type { Sys } from '../../kernel/calls.ts'
import { readFile } from '../../libc/stdio.ts'

/** One line of /proc/self/mountinfo (proc(5)). */
export interface MountEntry {
  readonly id: number
  readonly parent: number
  /** major * 256 + minor. */
  readonly dev: number
  /** Part of the file system that is mounted. */
  readonly root: string
  readonly target: string
  readonly options: string
  /** `shared:3`, `master:1`. */
  readonly propagation: readonly string[]
  readonly type: string
  readonly source: string
  readonly superOptions: string
}

const unescaped = (text: string): string => text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** The mounts this process can reach, in the kernel's order; empty without /proc. */
export function* mountEntries(path = '/proc/self/mountinfo'): Sys<readonly MountEntry[]> {
  const text = yield* readFile(path)
  if (!text.ok) return []
  return text.value
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [left = '', right = ''] = line.split(' - ')
      const [id = '', parent = '', device = '', root = '', target = '', options = '', ...propagation] = left.split(' ')
      const [type = '', source = '', superOptions = ''] = right.split(' ')
      const [major = 0, minor = 0] = device.split(':').map(Number)
      return {
        id: Number(id),
        parent: Number(parent),
        dev: major * 256 + minor,
        root: unescaped(root),
        target: unescaped(target),
        options,
        propagation: propagation.filter(Boolean),
        type,
        source: unescaped(source),
        superOptions,
      }
    })
}
