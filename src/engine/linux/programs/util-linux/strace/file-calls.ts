import type { Res, Stat } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { Termios, WindowSize } from '../../../kernel/tty/termios.ts'
import type { Context, Showers } from './call.ts'
import { count } from './call.ts'
import { bytesOf, events, fileMode, octal, openMode, path, quoted, statFields } from './values.ts'

// Calls on files, directories, mounts and terminals.

const cwd = 'AT_FDCWD, '

/** Where a buffer is that nothing was written to: the lab's programs have no addresses. */
const SOMEWHERE = '0x7ffc00000000'

const given = <T>(context: Context): T | undefined => (context.ok ? (context.value as T) : undefined)

function opened(request: { path: string; flags: number; mode?: number }, old: boolean) {
  const mode = request.flags & O.CREAT ? `, ${octal(request.mode ?? 0o666)}` : ''
  return { name: old ? 'open' : 'openat', args: `${old ? '' : cwd}${path(request.path)}, ${openMode(request.flags)}${mode}` }
}

function statted(name: string, request: { path: string; noFollow?: boolean }, context: Context) {
  const stat = given<Stat>(context)
  const shown = stat ? statFields(stat) : SOMEWHERE
  if (context.old) return { name: request.noFollow ? 'lstat' : name, args: `${path(request.path)}, ${shown}` }
  return { name: 'newfstatat', args: `${cwd}${path(request.path)}, ${shown}, ${request.noFollow ? 'AT_SYMLINK_NOFOLLOW' : '0'}` }
}

function terminal(termios: Termios | undefined): string {
  if (!termios) return SOMEWHERE
  const sign = (set: boolean, name: string) => `${set ? '' : '-'}${name}`
  return `{B38400 ${sign(termios.opost, 'opost')} ${sign(termios.isig, 'isig')} ${sign(termios.icanon, 'icanon')} ${sign(termios.echo, 'echo')} ...}`
}

const window = (size: WindowSize | undefined): string => (size ? `{ws_row=${size.rows}, ws_col=${size.cols}, ws_xpixel=0, ws_ypixel=0}` : SOMEWHERE)

const mountFlag = (flags: Readonly<Record<string, unknown>> | undefined): string => {
  const names: [string, string][] = [
    ['readOnly', 'MS_RDONLY'],
    ['remount', 'MS_REMOUNT'],
    ['bind', 'MS_BIND'],
    ['move', 'MS_MOVE'],
    ['recursive', 'MS_REC'],
  ]
  const set = names.filter(([key]) => flags?.[key]).map(([, name]) => name)
  if (typeof flags?.propagation === 'string') set.push(`MS_${flags.propagation.toUpperCase()}`)
  return set.join('|') || '0'
}

const whence = { set: 'SEEK_SET', cur: 'SEEK_CUR', end: 'SEEK_END' } as const

export const fileCalls: Showers = {
  open: (r, c) => ({ ...opened(r, c.old), result: count(c) }),
  close: ({ fd }) => ({ name: 'close', args: `${fd}` }),
  read: (r, c) => ({ name: 'read', args: `${r.fd}, ${quoted(bytesOf(c.value), c.limit)}, ${r.count}`, result: `${bytesOf(c.value).length}` }),
  write: (r, c) => ({ name: 'write', args: `${r.fd}, ${quoted(r.bytes, c.limit)}, ${r.bytes.length}`, result: count(c) }),
  pread: (r, c) => ({
    name: 'pread64',
    args: `${r.fd}, ${quoted(bytesOf(c.value), c.limit)}, ${r.count}, ${r.offset}`,
    result: `${bytesOf(c.value).length}`,
  }),
  pwrite: (r, c) => ({ name: 'pwrite64', args: `${r.fd}, ${quoted(r.bytes, c.limit)}, ${r.bytes.length}, ${r.offset}`, result: count(c) }),
  lseek: (r, c) => ({ name: 'lseek', args: `${r.fd}, ${r.offset}, ${whence[r.whence]}`, result: count(c) }),
  splice: (r, c) => ({ name: 'splice', args: `${r.from}, NULL, ${r.to}, NULL, ${r.count}, 0`, result: count(c) }),
  stat: (r, c) => statted('stat', r, c),
  fstat: (r, c) => {
    const stat = given<Stat>(c)
    const shown = stat ? statFields(stat) : SOMEWHERE
    return c.old ? { name: 'fstat', args: `${r.fd}, ${shown}` } : { name: 'newfstatat', args: `${r.fd}, "", ${shown}, AT_EMPTY_PATH` }
  },
  access: (r) => ({ name: 'access', args: `${path(r.path)}, ${[...r.mode].map((letter) => `${letter.toUpperCase()}_OK`).join('|') || 'F_OK'}` }),
  getdents: (r, c) => {
    const entries = given<readonly unknown[]>(c)?.length ?? 0
    return { name: 'getdents64', args: `${cwd}${path(r.path)} /* ${entries} entries */, 32768`, result: `${entries}` }
  },
  mkdir: (r) => ({ name: 'mkdir', args: `${path(r.path)}, ${octal(r.mode ?? 0o777)}` }),
  rmdir: (r) => ({ name: 'rmdir', args: path(r.path) }),
  unlink: (r) => ({ name: 'unlink', args: path(r.path) }),
  rename: (r) => ({ name: 'rename', args: `${path(r.from)}, ${path(r.to)}` }),
  link: (r) => ({ name: 'link', args: `${path(r.from)}, ${path(r.to)}` }),
  symlink: (r) => ({ name: 'symlink', args: `${path(r.target)}, ${path(r.path)}` }),
  readlink: (r, c) => {
    const target = given<string>(c)
    return {
      name: 'readlink',
      args: `${path(r.path)}, ${target === undefined ? SOMEWHERE : path(target)}, 4095`,
      result: `${target?.length ?? 0}`,
    }
  },
  mknod: (r) => ({ name: 'mknod', args: `${path(r.path)}, ${fileMode(r.type, r.mode)}` }),
  chmod: (r) => ({ name: 'chmod', args: `${path(r.path)}, ${octal(r.mode)}` }),
  fchmod: (r) => ({ name: 'fchmod', args: `${r.fd}, ${octal(r.mode)}` }),
  chown: (r) => ({ name: r.noFollow ? 'lchown' : 'chown', args: `${path(r.path)}, ${r.uid}, ${r.gid}` }),
  utimens: (r) => ({
    name: 'utimensat',
    args: `${cwd}${path(r.path)}, ${r.atimeMs === undefined && r.mtimeMs === undefined ? 'NULL' : `[${r.atimeMs ?? 'UTIME_OMIT'}, ${r.mtimeMs ?? 'UTIME_OMIT'}]`}, ${r.noFollow ? 'AT_SYMLINK_NOFOLLOW' : '0'}`,
  }),
  truncate: (r) => ({ name: 'truncate', args: `${path(r.path)}, ${r.size}` }),
  ftruncate: (r) => ({ name: 'ftruncate', args: `${r.fd}, ${r.size}` }),
  fsync: (r) => (r.fd === undefined ? { name: 'sync', args: '' } : { name: 'fsync', args: `${r.fd}` }),
  statfs: (r, c) => ({ name: 'statfs', args: `${path(r.path)}, {f_type=${given<{ type: string }>(c)?.type ?? '0'}, ...}` }),
  dup: (r, c) => ({
    name: 'fcntl',
    args: `${r.fd}, ${r.closeOnExec ? 'F_DUPFD_CLOEXEC' : 'F_DUPFD'}, ${r.atLeast ?? 0}`,
    result: count(c),
  }),
  dup2: (r, c) =>
    r.closeOnExec
      ? { name: 'dup3', args: `${r.fd}, ${r.to}, O_CLOEXEC`, result: count(c) }
      : { name: 'dup2', args: `${r.fd}, ${r.to}`, result: count(c) },
  fcntl: (r, c) => {
    const value = given<{ closeOnExec: boolean; flags: number }>(c)
    if (r.closeOnExec !== undefined) return { name: 'fcntl', args: `${r.fd}, F_SETFD, ${r.closeOnExec ? 'FD_CLOEXEC' : '0'}` }
    if (r.nonBlocking !== undefined) return { name: 'fcntl', args: `${r.fd}, F_SETFL, ${r.nonBlocking ? 'O_NONBLOCK' : '0'}` }
    return { name: 'fcntl', args: `${r.fd}, F_GETFD`, result: value?.closeOnExec ? '0x1 (flags FD_CLOEXEC)' : '0' }
  },
  pipe: (r, c) => {
    const [read, write] = given<readonly [number, number]>(c) ?? [0, 0]
    const flags = [r.closeOnExec && 'O_CLOEXEC', r.nonBlocking && 'O_NONBLOCK'].filter(Boolean).join('|')
    return flags ? { name: 'pipe2', args: `[${read}, ${write}], ${flags}` } : { name: 'pipe2', args: `[${read}, ${write}], 0` }
  },
  poll: (r, c) => {
    const ready = given<readonly { fd: number; revents: number }[]>(c) ?? []
    const wanted = r.fds.map(({ fd, events: bits }) => `{fd=${fd}, events=${events(bits)}}`).join(', ')
    const got = ready.map(({ fd, revents }) => `{fd=${fd}, revents=${events(revents)}}`).join(', ')
    return {
      name: 'poll',
      args: `[${wanted}], ${r.fds.length}, ${r.timeoutMs ?? -1}`,
      result: ready.length > 0 ? `${ready.length} ([${got}])` : '0 (Timeout)',
    }
  },
  getcwd: (_, c) => {
    const directory = given<string>(c) ?? ''
    return { name: 'getcwd', args: `${path(directory)}, 4096`, result: `${directory.length + 1}` }
  },
  chdir: (r) => ({ name: 'chdir', args: path(r.path) }),
  chroot: (r) => ({ name: 'chroot', args: path(r.path) }),
  pivotRoot: (r) => ({ name: 'pivot_root', args: `${path(r.newRoot)}, ${path(r.putOld)}` }),
  mount: (r) => ({
    name: 'mount',
    args: `${path(r.source)}, ${path(r.target)}, ${r.type === undefined ? 'NULL' : path(r.type)}, ${mountFlag(r.flags as Readonly<Record<string, unknown>> | undefined)}, ${r.options === undefined ? 'NULL' : path(r.options)}`,
  }),
  umount: (r) => ({ name: 'umount2', args: `${path(r.target)}, ${r.lazy ? 'MNT_DETACH' : '0'}` }),
  openpty: (_, c) => ({
    ...opened({ path: '/dev/ptmx', flags: O.RDWR | O.NOCTTY }, c.old),
    result: `${given<{ master: number }>(c)?.master ?? 0}`,
  }),
  tcgetattr: (r, c) => ({ name: 'ioctl', args: `${r.fd}, TCGETS, ${terminal(given<Termios>(c))}` }),
  tcsetattr: (r) => ({ name: 'ioctl', args: `${r.fd}, TCSETSW, ${terminal(r.termios)}` }),
  tcgetwinsize: (r, c) => ({ name: 'ioctl', args: `${r.fd}, TIOCGWINSZ, ${window(given<WindowSize>(c))}` }),
  tcsetwinsize: (r) => ({ name: 'ioctl', args: `${r.fd}, TIOCSWINSZ, ${window(r.size)}` }),
  tcgetpgrp: (r, c) => ({ name: 'ioctl', args: `${r.fd}, TIOCGPGRP, [${count(c)}]` }),
  tcsetpgrp: (r) => ({ name: 'ioctl', args: `${r.fd}, TIOCSPGRP, [${r.pgid}]` }),
  setctty: (r) => ({ name: 'ioctl', args: `${r.fd}, TIOCSCTTY, 0` }),
  ttyname: (r, c) => ({
    name: 'readlink',
    args: `"/proc/self/fd/${r.fd}", ${path(given<string>(c) ?? '')}, 4095`,
    result: `${(c.value as Res<string> & string)?.length ?? 0}`,
  }),
  readable: (r, c) => ({ name: 'ioctl', args: `${r.fd}, FIONREAD, [${count(c)}]` }),
  inotify: (r, c) => [
    { name: 'inotify_init1', args: '0', result: count(c) },
    ...r.paths.map((name, index) => ({ name: 'inotify_add_watch', args: `${count(c)}, ${path(name)}, IN_ALL_EVENTS`, result: `${index + 1}` })),
  ],
  getxattr: (r, c) => ({
    name: 'getxattr',
    args: `${path(r.path)}, ${path(r.name)}, ${path(given<string>(c) ?? '')}, 256`,
    result: `${given<string>(c)?.length ?? 0}`,
  }),
  setxattr: (r) => ({ name: 'setxattr', args: `${path(r.path)}, ${path(r.name)}, ${path(r.value)}, ${r.value.length}, 0` }),
}
