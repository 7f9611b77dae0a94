import type { NamespaceKind, ResourceLimit, SignalHandler, UtsName, Waited, WaitStatus } from '../../../kernel/calls.ts'
import type { Showers, Shown } from './call.ts'
import { count } from './call.ts'
import { path, plain, quoted, signal, signalSet, string, time } from './values.ts'

// Calls on processes, signals, credentials, namespaces and the machine.

const namespaceFlags: Readonly<Record<NamespaceKind, string>> = {
  mnt: 'CLONE_NEWNS',
  uts: 'CLONE_NEWUTS',
  ipc: 'CLONE_NEWIPC',
  pid: 'CLONE_NEWPID',
  net: 'CLONE_NEWNET',
  user: 'CLONE_NEWUSER',
  cgroup: 'CLONE_NEWCGROUP',
}

const threadFlags = 'CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM'

function status(value: WaitStatus): string {
  switch (value.kind) {
    case 'exited':
      return `{WIFEXITED(s) && WEXITSTATUS(s) == ${value.code}}`
    case 'signaled':
      return `{WIFSIGNALED(s) && WTERMSIG(s) == ${signal(value.signal)}${value.coreDumped ? ' && WCOREDUMP(s)' : ''}}`
    case 'stopped':
      return `{WIFSTOPPED(s) && WSTOPSIG(s) == ${signal(value.signal)}}`
    case 'continued':
      return '{WIFCONTINUED(s)}'
  }
}

function handler(value: SignalHandler, restart: boolean): string {
  const name = value === 'default' ? 'SIG_DFL' : value === 'ignore' ? 'SIG_IGN' : '[function]'
  return `{sa_handler=${name}, sa_mask=[], sa_flags=${restart ? 'SA_RESTART' : '0'}}`
}

const limit = (value: ResourceLimit): string => {
  const one = (number: number) => (Number.isFinite(number) ? String(number) : 'RLIM64_INFINITY')
  return `{rlim_cur=${one(value.soft)}, rlim_max=${one(value.hard)}}`
}

function credentials(request: Readonly<Record<string, unknown>>): Shown[] {
  const id = (name: string) => (typeof request[name] === 'number' ? request[name] : -1)
  const shown: Shown[] = []
  const groups = request.groups
  if (Array.isArray(groups)) shown.push({ name: 'setgroups', args: `${groups.length}, [${groups.join(', ')}]` })
  if ('gid' in request || 'egid' in request) shown.push({ name: 'setresgid', args: `${id('gid')}, ${id('egid')}, ${id('sgid')}` })
  if ('uid' in request || 'euid' in request) shown.push({ name: 'setresuid', args: `${id('uid')}, ${id('euid')}, ${id('suid')}` })
  if ('effective' in request || 'permitted' in request || 'bounding' in request)
    shown.push({ name: 'capset', args: '{version=_LINUX_CAPABILITY_VERSION_3, pid=0}' })
  return shown
}

export const processCalls: Showers = {
  getpid: (_, c) => ({ name: 'getpid', args: '', result: count(c) }),
  getppid: (_, c) => ({ name: 'getppid', args: '', result: count(c) }),
  gettid: (_, c) => ({ name: 'gettid', args: '', result: count(c) }),
  clone: (r, c) => ({
    name: 'clone',
    args: `child_stack=NULL, flags=${r.thread ? threadFlags : [...(r.namespaces ?? []).map((kind) => namespaceFlags[kind]), 'SIGCHLD'].join('|')}`,
    result: count(c),
  }),
  execve: (r) => ({
    name: 'execve',
    args: `${path(r.path)}, [${r.argv.map((word) => string(word, 4096)).join(', ')}], [/* ${r.env.size} vars */]`,
  }),
  exit: ({ code }) => ({ name: 'exit_group', args: `${code}`, result: '?' }),
  wait4: (r, c) => {
    const waited = c.value as Waited | undefined
    const flags = [r.nohang && 'WNOHANG', r.untraced && 'WSTOPPED', r.continued && 'WCONTINUED'].filter(Boolean).join('|') || '0'
    return { name: 'wait4', args: `${r.pid}, ${waited ? `[${status(waited.status)}]` : 'NULL'}, ${flags}, NULL`, result: `${waited?.pid ?? 0}` }
  },
  kill: (r) => ({ name: 'kill', args: `${r.pid}, ${signal(r.signal)}` }),
  sigaction: (r, c) => ({
    name: 'rt_sigaction',
    args: `${signal(r.signal)}, ${handler(r.handler, r.restart ?? false)}, ${handler(c.value as SignalHandler, false)}, 8`,
  }),
  sigprocmask: (r, c) => ({
    name: 'rt_sigprocmask',
    args: `${r.block ? 'SIG_BLOCK' : 'SIG_UNBLOCK'}, ${signalSet(r.signals)}, ${signalSet((c.value as readonly number[] | undefined) ?? [])}, 8`,
  }),
  pause: () => ({ name: 'pause', args: '' }),
  nanosleep: (r, c) =>
    c.old ? { name: 'nanosleep', args: `${time(r.ms)}, NULL` } : { name: 'clock_nanosleep', args: `CLOCK_REALTIME, 0, ${time(r.ms)}, NULL` },
  setpgid: (r) => ({ name: 'setpgid', args: `${r.pid}, ${r.pgid}` }),
  getpgid: (r, c) => ({ name: 'getpgid', args: `${r.pid}`, result: count(c) }),
  setsid: (_, c) => ({ name: 'setsid', args: '', result: count(c) }),
  getsid: (r, c) => ({ name: 'getsid', args: `${r.pid}`, result: count(c) }),
  getcredentials: (_, c) => {
    const { uid, euid, suid } = c.value as { uid: number; euid: number; suid: number }
    return { name: 'getresuid', args: `[${uid}], [${euid}], [${suid}]` }
  },
  setcredentials: (r) => credentials(r as Readonly<Record<string, unknown>>),
  umask: (r, c) => ({ name: 'umask', args: `0${r.mask.toString(8)}`, result: `0${Number(c.value).toString(8)}` }),
  uname: (_, c) => {
    const name = c.value as UtsName
    return { name: 'uname', args: `{sysname="${name.sysname}", nodename="${name.nodename}", ...}` }
  },
  sethostname: (r) => ({ name: 'sethostname', args: `${path(r.name)}, ${r.name.length}` }),
  unshare: (r) => ({ name: 'unshare', args: r.namespaces.map((kind) => namespaceFlags[kind]).join('|') || '0' }),
  setns: (r) => ({ name: 'setns', args: `${r.fd}, ${r.kind ? namespaceFlags[r.kind] : '0'}` }),
  prlimit: (r, c) => ({
    name: 'prlimit64',
    args: `${r.pid ?? 0}, RLIMIT_${r.resource.toUpperCase()}, ${r.set ? limit(r.set) : 'NULL'}, ${c.ok && !r.set ? limit(c.value as ResourceLimit) : 'NULL'}`,
  }),
  getrusage: (r) => ({ name: 'getrusage', args: `${r.children ? 'RUSAGE_CHILDREN' : 'RUSAGE_SELF'}, {...}` }),
  setpriority: (r) => ({ name: 'setpriority', args: `PRIO_PROCESS, ${r.pid ?? 0}, ${r.nice}` }),
  prctl: (r) =>
    (
      [
        [r.name, 'PR_SET_NAME'],
        [r.childSubreaper, 'PR_SET_CHILD_SUBREAPER'],
        [r.parentDeathSignal, 'PR_SET_PDEATHSIG'],
        [r.noNewPrivileges, 'PR_SET_NO_NEW_PRIVS'],
        [r.dumpable, 'PR_SET_DUMPABLE'],
      ] as const
    ).flatMap(([value, name]) => (value === undefined ? [] : [{ name: 'prctl', args: `${name}, ${plain(value, 64)}` }])),
  getrandom: (r, c) => ({ name: 'getrandom', args: `${quoted(c.value as Uint8Array, c.limit)}, ${r.count}, 0`, result: `${r.count}` }),
  futexWait: (r, c) => ({
    name: 'futex',
    args: `FUTEX_WAIT_PRIVATE, ${r.timeoutMs === undefined ? 'NULL' : time(r.timeoutMs)}`,
    result: c.value === false ? '-1 ETIMEDOUT (Connection timed out)' : '0',
  }),
  futexWake: (r, c) => ({ name: 'futex', args: `FUTEX_WAKE_PRIVATE, ${r.count ?? 1}`, result: count(c) }),
  ptraceAttach: (r) => ({ name: 'ptrace', args: `PTRACE_SEIZE, ${r.pid}, NULL, 0` }),
  reboot: (r) => ({
    name: 'reboot',
    args: `LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, ${{ poweroff: 'LINUX_REBOOT_CMD_POWER_OFF', restart: 'LINUX_REBOOT_CMD_RESTART', halt: 'LINUX_REBOOT_CMD_HALT' }[r.how]}`,
  }),
  initModule: (r) => ({ name: 'finit_module', args: `${path(r.name)}, "", 0` }),
  deleteModule: (r) => ({ name: 'delete_module', args: `${path(r.name)}, O_NONBLOCK` }),
  memory: (r) => ({ name: 'mmap', args: `NULL, ${r.bytes}, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0` }),
  ptraceNext: () => undefined,
  clockRealtime: () => undefined,
  clockMonotonic: () => undefined,
  compute: () => undefined,
  record: () => undefined,
  cause: () => undefined,
  expose: () => undefined,
}
