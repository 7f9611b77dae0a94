import type { NamespaceKind, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { execSearching, exitCodeOf, waitFor } from '../../libc/spawn.ts'
import { writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Utility } from './frame.ts'
import { utility } from './frame.ts'

/** Models nsenter(1) and unshare(1). Leaves out time namespaces, capabilities, keep-caps and mapped id ranges. */
const kinds: readonly (readonly [option: string, kind: NamespaceKind, file: string, letter: string])[] = [
  ['user', 'user', 'user', 'U'],
  ['cgroup', 'cgroup', 'cgroup', 'C'],
  ['ipc', 'ipc', 'ipc', 'i'],
  ['uts', 'uts', 'uts', 'u'],
  ['net', 'net', 'net', 'n'],
  ['pid', 'pid', 'pid', 'p'],
  ['mount', 'mnt', 'mnt', 'm'],
]

function* executeProgram(run: Utility): Sys<number> {
  const argv = run.operands.length > 0 ? run.operands : [run.env.get('SHELL') ?? '/bin/sh']
  // Without a command the shell is a login one only by name, as util-linux's exec_shell does it.
  const words = run.operands.length > 0 ? argv : [`-${(argv[0] as string).split('/').pop()}`]
  const reason = run.operands.length > 0 ? yield* execSearching(argv, run.env) : yield* executed(argv[0] as string, words, run.env)
  return yield* run.fail(`failed to execute ${argv[0]}: ${strerror(reason)}`, reason === 'ENOENT' ? 127 : 126)
}

function* executed(path: string, argv: readonly string[], env: ReadonlyMap<string, string>) {
  const result = yield* sys.execve({ path, argv, env })
  return result.ok ? ('ENOEXEC' as const) : result.error
}

function* inChild(run: Utility, main: () => Sys<number>): Sys<number> {
  const child = yield* sys.clone({ main })
  if (!child.ok) return yield* run.fail(`fork failed: ${strerror(child.error)}`)
  for (const signal of [2, 15]) yield* sys.sigaction({ signal, handler: 'ignore' })
  const status = yield* waitFor(child.value)
  return status.ok ? exitCodeOf(status.value) : 1
}

export const nsenter = utility({
  name: 'nsenter',
  usage: ['[options] [<program> [<argument>...]]'],
  summary: 'Run a program with namespaces of other processes.',
  options:
    'a|all t|target= m|mount=? u|uts=? i|ipc=? n|net=? p|pid=? C|cgroup=? U|user=? T|time=? S|setuid= G|setgid= r|root=? w|wd=? W|wdns= F|no-fork e|env preserve-credentials Z|follow-context',
  unsimulated: ['time', 'wdns', 'follow-context', 'env'],
  inOrder: true,
  *run(run) {
    const target = run.value('target')
    const entered: [string, NamespaceKind, number][] = []
    for (const [option, kind, file] of kinds) {
      if (!run.has(option) && !run.has('all')) continue
      const named = run.value(option)
      if (named === undefined && target === undefined)
        return yield* run.usageError(run.has('all') ? 'no target PID specified for --all' : `neither filename nor target pid supplied for ns/${file}`)
      const path = named ?? `/proc/${target}/ns/${file}`
      if (run.has('all') && !run.has(option) && (yield* same(path, `/proc/self/ns/${file}`))) continue
      const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
      if (!fd.ok) return yield* run.fail(`cannot open ${path}: ${strerror(fd.error)}`)
      entered.push([`ns/${file}`, kind, fd.value])
    }
    if (entered.length === 0 && !run.has('root') && !run.has('wd')) return yield* run.usageError('no namespace specified')
    const root = run.has('root') ? (run.value('root') ?? `/proc/${target}/root`) : undefined
    const directory = run.has('wd') ? (run.value('wd') ?? `/proc/${target}/cwd`) : undefined
    for (const [name, kind, fd] of entered) {
      const done = yield* sys.setns({ fd, kind })
      if (!done.ok) return yield* run.fail(`reassociate to namespace '${name}' failed: ${strerror(done.error)}`)
    }
    if (root !== undefined) {
      const changed = yield* sys.chroot({ path: root })
      if (!changed.ok) return yield* run.fail(`chroot failed: ${strerror(changed.error)}`)
      yield* sys.chdir({ path: '/' })
    }
    if (directory !== undefined) yield* sys.chdir({ path: directory })
    const program = function* () {
      const [uid, gid] = [run.value('setuid'), run.value('setgid')]
      if (gid !== undefined) yield* sys.setcredentials({ gid: Number(gid), egid: Number(gid), sgid: Number(gid), groups: [Number(gid)] })
      if (uid !== undefined) yield* sys.setcredentials({ uid: Number(uid), euid: Number(uid), suid: Number(uid) })
      return yield* executeProgram(run)
    }
    const forks = entered.some(([, kind]) => kind === 'pid') && !run.has('no-fork')
    return yield* forks ? inChild(run, program) : program()
  },
})

function* same(a: string, b: string): Sys<boolean> {
  const [one, other] = [yield* sys.readlink({ path: a }), yield* sys.readlink({ path: b })]
  return one.ok && other.ok && one.value === other.value
}

export const unshare = utility({
  name: 'unshare',
  usage: ['[options] [<program> [<argument>...]]'],
  summary: 'Run a program with some namespaces unshared from the parent.',
  options:
    'm mount=? u uts=? i ipc=? n net=? p pid=? U user=? C cgroup=? T|time=? f|fork map-user= map-group= r|map-root-user c|map-current-user kill-child=? mount-proc=? propagation= setgroups= keep-caps R|root= w|wd= S|setuid= G|setgid= monotonic= boottime=',
  unsimulated: ['time', 'map-user', 'map-group', 'map-current-user', 'kill-child', 'keep-caps', 'monotonic', 'boottime', 'setgroups'],
  inOrder: true,
  *run(run) {
    const proc = run.has('mount-proc')
    const wanted = kinds.filter(
      ([option, kind, , letter]) => run.has(option) || run.has(letter) || (kind === 'mnt' && proc) || (kind === 'user' && run.has('map-root-user')),
    )
    for (const [option] of wanted) if (run.value(option) !== undefined) return yield* run.fail(`cais: --${option}=FILE is not simulated`)
    const who = yield* sys.getcredentials({})
    const done = yield* sys.unshare({ namespaces: wanted.map(([, kind]) => kind) })
    if (!done.ok) return yield* run.fail(`unshare failed: ${strerror(done.error)}`)
    if (run.has('map-root-user')) {
      yield* writeFile('/proc/self/setgroups', 'deny')
      yield* writeFile('/proc/self/uid_map', `0 ${who.euid} 1\n`)
      yield* writeFile('/proc/self/gid_map', `0 ${who.egid} 1\n`)
    }
    const propagation = run.value('propagation') ?? 'private'
    if (wanted.some(([, kind]) => kind === 'mnt') && propagation !== 'unchanged') {
      if (propagation !== 'private' && propagation !== 'shared' && propagation !== 'slave')
        return yield* run.fail(`unsupported propagation mode: ${propagation}`)
      const changed = yield* sys.mount({ source: 'none', target: '/', flags: { propagation, recursive: true } })
      if (!changed.ok) return yield* run.fail(`cannot change root filesystem propagation: ${strerror(changed.error)}`)
    }
    return yield* run.has('fork') ? inChild(run, () => prepared(run)) : prepared(run)
  },
})

function* prepared(run: Utility): Sys<number> {
  const root = run.value('root')
  if (root !== undefined) {
    const changed = yield* sys.chroot({ path: root })
    if (!changed.ok) return yield* run.fail(`cannot change root directory to '${root}': ${strerror(changed.error)}`)
    yield* sys.chdir({ path: '/' })
  }
  if (run.has('mount-proc')) {
    const target = run.value('mount-proc') ?? '/proc'
    const mounted = yield* sys.mount({ source: 'proc', target, type: 'proc', options: 'nosuid,nodev,noexec' })
    if (!mounted.ok) return yield* run.fail(`mount ${target} failed: ${strerror(mounted.error)}`)
  }
  const directory = run.value('wd')
  if (directory !== undefined) yield* sys.chdir({ path: directory })
  return yield* executeProgram(run)
}
