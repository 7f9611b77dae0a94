/** /proc/PID. */
import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { capable } from '../../credentials.ts'
import type { Kernel } from '../../kernel.ts'
import { writeIdMap, writeSetgroups } from '../../namespace/id-map.ts'
import type { PidNamespace } from '../../namespace/pid.ts'
import { namespaceKinds } from '../../namespace/table.ts'
import type { OpenFile } from '../../open-file.ts'
import type { Process, Task } from '../../task.ts'
import { namespacePlace } from '../nsfs.ts'
import type { PathRef } from '../path-ref.ts'
import { describePlace, placeName } from '../place-name.ts'
import type { View, ViewDirectory } from '../views/view.ts'
import { viewDirectory, viewText, viewValue } from '../views/view.ts'
import { mountInfoText, mountsText } from './mount-table.ts'
import { limitsText, mapsText, statmText, statText, statusText } from './process-text.ts'

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** What a reader sees of a process through a /proc of the given pid namespace. */
export function processDirectory(kernel: Kernel, process: Process, seen: PidNamespace): ViewDirectory {
  const { euid: uid, egid: gid } = process.credentials
  const owner = process.dumpable ? { uid, gid } : { uid: 0, gid: 0 }
  let files: ViewDirectory | undefined
  const whole = () => {
    files ??= viewDirectory(processFiles(kernel, process, seen, owner))
    return files
  }
  return {
    kind: 'directory',
    ...owner,
    identity: process.startedMs * 1000,
    nlink: 9,
    names: (task) => whole().names(task),
    get: (name, task) => whole().get(name, task),
  }
}

function processFiles(kernel: Kernel, process: Process, seen: PidNamespace, owner: Owner): Record<string, View> {
  const net = kernel.vfs.procNet?.(process.namespaces.net)
  return {
    ...common(kernel, process, process.leader, seen, owner),
    task: threads(kernel, process, seen, owner),
    coredump_filter: viewText(() => '00000033\n', owner),
    io: viewText(() => ioText(process), { mode: 0o400, ...owner }),
    ...(net && { net }),
  }
}

function common(kernel: Kernel, process: Process, task: Task, seen: PidNamespace, owner: Owner): Record<string, View> {
  const text = (read: () => string, mode = 0o444) => viewText(read, { mode, ...owner })
  return {
    cgroup: viewText((reader) => `0::${process.cgroup.pathFrom(reader.namespaces.cgroup.root)}\n`, owner),
    cmdline: text(() => (process.status ? '' : process.argv.map((word) => `${word}\0`).join(''))),
    comm: viewValue(
      () => `${process.name}\n`,
      (writer, name) => rename(writer, process, name),
      owner,
    ),
    cwd: placeLink(kernel, process, owner, () => process.directories.cwd),
    environ: viewText((reader) => guarded(reader, process, () => environText(process)), { mode: 0o400, ...owner }),
    exe: placeLink(kernel, process, owner, () => process.executable),
    fd: descriptors(process, owner),
    fdinfo: descriptorInfo(process, owner),
    gid_map: viewValue(
      () => idMap(task.namespaces.user.gidMap),
      (writer, lines) => writeIdMap(writer, process, 'gid', lines),
      owner,
    ),
    limits: text(() => limitsText(process)),
    loginuid: text(() => '4294967295'),
    maps: viewText((reader) => guarded(reader, process, () => mapsText(process, pathOf(process.executable))), owner),
    mountinfo: text(() => mountInfoText(process)),
    mounts: text(() => mountsText(process)),
    ns: namespaces(kernel, task, owner),
    oom_score: text(() => `${oomScore(kernel, process)}\n`),
    oom_score_adj: viewValue(
      () => `${process.oomScoreAdj}\n`,
      (writer, value) => adjustOom(writer, process, value),
      owner,
    ),
    root: placeLink(kernel, process, owner, () => process.directories.root),
    sessionid: text(() => '4294967295'),
    setgroups: viewValue(
      () => (task.namespaces.user.setgroups ? 'allow\n' : 'deny\n'),
      (_writer, words) => writeSetgroups(process, words),
      owner,
    ),
    stat: text(() => statText(task, seen, task !== process.leader)),
    statm: text(() => statmText(process)),
    status: text(() => statusText(task, seen, kernel)),
    uid_map: viewValue(
      () => idMap(task.namespaces.user.uidMap),
      (writer, lines) => writeIdMap(writer, process, 'uid', lines),
      owner,
    ),
    wchan: text(() => task.sleep?.channel ?? '0'),
  }
}

const environText = (process: Process): string => [...process.env].map(([key, value]) => `${key}=${value}\0`).join('')

/** Others' secrets are for those who may trace the process (ptrace_may_access). */
function mayInspect(reader: Task, process: Process): boolean {
  const [who, whose] = [reader.process.credentials, process.credentials]
  if (reader.process === process || capable(who, 'CAP_SYS_PTRACE')) return true
  const same = who.euid === whose.euid && who.euid === whose.uid && who.euid === whose.suid && who.egid === whose.egid
  return same && process.dumpable
}

const guarded = (reader: Task, process: Process, read: () => string): Res<string> => (mayInspect(reader, process) ? ok(read()) : err('EACCES'))

function rename(writer: Task, process: Process, name: string): Res<undefined> {
  if (writer.process !== process) return err('EINVAL')
  process.name = name.replace(/\n$/, '').slice(0, 15)
  return ok(undefined)
}

function adjustOom(writer: Task, process: Process, text: string): Res<undefined> {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) return err('EINVAL')
  const value = Number(text)
  if (value < -1000 || value > 1000) return err('EINVAL')
  if (value < process.oomScoreAdj && !capable(writer.process.credentials, 'CAP_SYS_RESOURCE')) return err('EACCES')
  process.oomScoreAdj = value
  return ok(undefined)
}

/** proc_oom_score: badness scaled to 0..2000, as the killer would rank. */
function oomScore(kernel: Kernel, process: Process): number {
  if (process.oomScoreAdj === -1000) return 0
  const share = (process.rssBytes / kernel.memory.totalBytes) * 1000
  return Math.max(0, Math.floor(((1000 + share + process.oomScoreAdj) * 2) / 3))
}

const pathOf = (place: PathRef | undefined): string => (place ? describePlace(place) : '')

function placeLink(kernel: Kernel, process: Process, owner: Owner, place: () => PathRef | undefined): View {
  return {
    kind: 'link',
    ...owner,
    target: (reader) => {
      const at = process.status ? undefined : place()
      if (!at || (reader && !mayInspect(reader, process))) return ''
      return placeName(at, reader?.process.directories.root ?? kernel.vfs.namespace.rootRef) ?? describePlace(at)
    },
    follow: (reader) => (process.status || (reader && !mayInspect(reader, process)) ? undefined : place()),
  }
}

/** /proc/PID/fd: what each descriptor leads to. */
function descriptors(process: Process, owner: Owner): ViewDirectory {
  return {
    kind: 'directory',
    mode: 0o500,
    ...owner,
    names: () => [...process.files.entries()].map(([fd]) => String(fd)),
    get: (name) => {
      const file = descriptor(process, name)
      if (!file) return undefined
      const access = file.flags & 3
      return {
        kind: 'link',
        ...owner,
        size: 64,
        mode: (access !== 1 ? 0o500 : 0) | (access !== 0 ? 0o300 : 0),
        target: (reader) => (file.path && reader ? (placeName(file.path, reader.process.directories.root) ?? file.describe()) : file.describe()),
        follow: (reader) => (reader && !mayInspect(reader, process) ? undefined : file),
      }
    },
  }

  function descriptor(of: Process, name: string): OpenFile | undefined {
    const file = /^(0|[1-9]\d*)$/.test(name) ? of.files.get(Number(name)) : undefined
    return file?.ok ? file.value : undefined
  }
}

function descriptorInfo(process: Process, owner: Owner): ViewDirectory {
  return {
    kind: 'directory',
    mode: 0o500,
    ...owner,
    names: () => [...process.files.entries()].map(([fd]) => String(fd)),
    get: (name) => {
      const file = process.files.get(Number(name))
      if (!file.ok) return undefined
      const { flags, offset, path } = file.value
      const shown = flags | (process.files.closeOnExec(Number(name)) ? 0o2000000 : 0)
      return viewText(
        () => `pos:\t${offset}\nflags:\t0${(shown | 0o100000).toString(8)}\nmnt_id:\t${path?.mount.id ?? 14}\nino:\t${file.value.stat().ino}\n`,
        { mode: 0o400, ...owner },
      )
    },
  }
}

function namespaces(kernel: Kernel, task: Task, owner: Owner): ViewDirectory {
  const entries: Record<string, View> = {}
  const add = (name: string, kind: (typeof namespaceKinds)[number]) => {
    entries[name] = {
      kind: 'link',
      ...owner,
      target: () => `${kind}:[${kernel.namespaces.inode(task.namespaces[kind])}]`,
      follow: (reader) =>
        reader && !mayInspect(reader, task.process) ? undefined : namespacePlace(task.namespaces[kind], kernel.namespaces, kernel.vfs.numbers),
    }
  }
  for (const kind of namespaceKinds) {
    add(kind, kind)
    if (kind === 'pid') add('pid_for_children', kind)
  }
  return viewDirectory(entries, { mode: 0o511, ...owner })
}

function threads(kernel: Kernel, process: Process, seen: PidNamespace, owner: Owner): ViewDirectory {
  return {
    kind: 'directory',
    ...owner,
    names: () => process.threads.map((thread) => String(thread.id.in(seen))),
    get: (name) => {
      const thread = process.threads.find((candidate) => String(candidate.id.in(seen)) === name)
      if (!thread) return undefined
      const children = viewText(
        () => (thread === process.leader ? [...process.children].map((child) => `${child.id.in(seen)} `).join('') : ''),
        owner,
      )
      return viewDirectory({ ...common(kernel, process, thread, seen, owner), children }, owner)
    },
  }
}

const idMap = (ranges: readonly { inside: number; outside: number; count: number }[]): string =>
  ranges.map((range) => `${[range.inside, range.outside, range.count].map((id) => String(id).padStart(10)).join(' ')}\n`).join('')

function ioText(process: Process): string {
  const { readChars, writtenChars, reads, writes, readBytes, writtenBytes } = process.io
  return (
    `rchar: ${readChars}\nwchar: ${writtenChars}\nsyscr: ${reads}\nsyscw: ${writes}\n` +
    `read_bytes: ${readBytes}\nwrite_bytes: ${writtenBytes}\ncancelled_write_bytes: 0\n`
  )
}
