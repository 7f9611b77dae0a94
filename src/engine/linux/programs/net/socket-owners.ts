import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import { readFile, readFileBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** A process that holds a socket, as /proc shows it. */
export interface SocketOwner {
  readonly pid: number
  readonly fd: number
  /** comm. */
  readonly name: string
  /** First argument, without its directories. */
  readonly command: string
}

/** Owners by socket inode, from /proc/PID/fd; `hidden` tells that some processes could not be looked into. */
export function* socketOwners(): Sys<{ readonly owners: ReadonlyMap<number, readonly SocketOwner[]>; readonly hidden: boolean }> {
  const owners = new Map<number, SocketOwner[]>()
  let hidden = false
  const entries = yield* sys.getdents({ path: '/proc' })
  for (const { name: pid } of entries.ok ? entries.value : []) {
    if (!/^\d+$/.test(pid)) continue
    const fds = yield* sys.getdents({ path: `/proc/${pid}/fd` })
    if (!fds.ok) {
      if (fds.error === 'EACCES') hidden = true
      continue
    }
    let names: Pick<SocketOwner, 'name' | 'command'> | undefined
    for (const { name: fd } of fds.value) {
      if (!/^\d+$/.test(fd)) continue
      const link = yield* sys.readlink({ path: `/proc/${pid}/fd/${fd}` })
      const inode = link.ok ? /^socket:\[(\d+)\]$/.exec(link.value)?.[1] : undefined
      if (inode === undefined) continue
      names ??= yield* namesOf(pid)
      const known = owners.get(Number(inode)) ?? []
      owners.set(Number(inode), known)
      known.push({ pid: Number(pid), fd: Number(fd), ...names })
    }
  }
  return { owners, hidden }
}

function* namesOf(pid: string): Sys<Pick<SocketOwner, 'name' | 'command'>> {
  const comm = yield* readFile(`/proc/${pid}/comm`)
  const cmdline = yield* readFileBytes(`/proc/${pid}/cmdline`)
  const first = cmdline.ok ? decode(cmdline.value).split('\0')[0] : ''
  return { name: comm.ok ? comm.value.trimEnd() : '', command: (first ?? '').replace(/^.*\//, '') }
}
