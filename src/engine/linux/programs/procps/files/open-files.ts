import type { Stat, Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import type { ProcessEntry } from '../proc/process.ts'

/** A file a process has: a descriptor, its working or root directory, or its program. */
export interface OpenEntry {
  readonly process: ProcessEntry
  /** `cwd`, `rtd`, `txt` or a descriptor's number. */
  readonly fd: string
  /** How it is open: r, w, u, or a blank. */
  readonly access: string
  /** Where the link leads: a path, `socket:[1]`, `pipe:[2]`. */
  readonly name: string
  /** Absent when it may not be looked at; then `name` tells why. */
  readonly stat: Stat | undefined
}

/** Everything the processes have open, as far as the caller may look. */
export function* openFiles(processes: readonly ProcessEntry[]): Sys<readonly OpenEntry[]> {
  const found: OpenEntry[] = []
  for (const process of processes) {
    const directory = `/proc/${process.pid}`
    for (const [fd, link] of [
      ['cwd', 'cwd'],
      ['rtd', 'root'],
      ['txt', 'exe'],
    ] as const) {
      const entry = yield* look(process, fd, ' ', `${directory}/${link}`)
      if (entry) found.push(entry)
    }
    const descriptors = yield* sys.getdents({ path: `${directory}/fd` })
    if (!descriptors.ok) {
      found.push({ process, fd: 'NOFD', access: ' ', name: `${directory}/fd (opendir: Permission denied)`, stat: undefined })
      continue
    }
    const numbers = descriptors.value.map((entry) => Number(entry.name)).filter((fd) => Number.isInteger(fd))
    for (const fd of numbers.sort((a, b) => a - b)) {
      const path = `${directory}/fd/${fd}`
      const mode = yield* sys.stat({ path, noFollow: true })
      const bits = mode.ok ? mode.value.mode & 0o600 : 0
      const entry = yield* look(process, String(fd), bits === 0o600 ? 'u' : bits === 0o200 ? 'w' : 'r', path)
      if (entry) found.push(entry)
    }
  }
  return found
}

function* look(process: ProcessEntry, fd: string, access: string, path: string): Sys<OpenEntry | undefined> {
  const link = yield* sys.readlink({ path })
  if (!link.ok) {
    if (link.error !== 'EACCES') return undefined
    return { process, fd, access, name: `${path} (readlink: Permission denied)`, stat: undefined }
  }
  if (link.value === '') return undefined
  const stat = yield* sys.stat({ path })
  return { process, fd, access, name: link.value, stat: stat.ok ? stat.value : undefined }
}
