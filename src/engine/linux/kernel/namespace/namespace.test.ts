import { describe, expect, test } from 'vitest'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import { fork, programTable, readText, say } from '../../testing/programs.ts'
import type { Sys } from '../calls.ts'
import { O } from '../calls.ts'
import { file } from '../fs/tree.ts'
import type { Main } from '../program.ts'
import { signals } from '../signal.ts'

const hostOf = (mains: Record<string, Main>) => testHost({ programs: [programTable(mains)] })

function* slurp(path: string): Sys<string> {
  const fd = yield* sys.open({ path, flags: O.RDONLY })
  if (!fd.ok) return fd.error
  const text = yield* readText(fd.value)
  yield* sys.close({ fd: fd.value })
  return text
}

describe('pid namespaces', () => {
  test('count from 1 inside, and are seen from outside', () => {
    const host = hostOf({
      *main() {
        const child = yield* sys.clone({
          namespaces: ['pid'],
          main: function* () {
            const grandchild = yield* sys.clone({
              main: function* () {
                yield* say(`${yield* sys.getpid({})} ${yield* sys.getppid({})} `)
                return 0
              },
            })
            const waited = yield* sys.wait4({ pid: -1 })
            yield* say(`${yield* sys.getpid({})} ${yield* sys.getppid({})} ${grandchild.ok && waited.ok && waited.value?.pid === grandchild.value}`)
            return 0
          },
        })
        yield* sys.wait4({ pid: -1 })
        yield* say(` ${child.ok && child.value}`)
        return 0
      },
    })
    expect(host.run(['main']).stdout).toBe('2 1 1 0 true 3')
  })

  test('its init is shielded from its own, not from outside; its end kills everybody', () => {
    const host = hostOf({
      *main() {
        const child = yield* sys.clone({
          namespaces: ['pid'],
          main: function* () {
            yield* sys.clone({
              main: function* () {
                yield* sys.kill({ pid: 1, signal: signals.SIGKILL })
                yield* sys.kill({ pid: 1, signal: signals.SIGTERM })
                yield* sys.nanosleep({ ms: 10 })
                yield* say('alive ')
                yield* sys.pause({})
                return 0
              },
            })
            yield* sys.pause({})
            return 0
          },
        })
        if (!child.ok) return 1
        yield* sys.nanosleep({ ms: 20 })
        yield* sys.kill({ pid: child.value, signal: signals.SIGTERM })
        yield* sys.nanosleep({ ms: 20 })
        const still = yield* sys.wait4({ pid: child.value, nohang: true })
        yield* say(`${still.ok && still.value === undefined} `)
        yield* sys.kill({ pid: child.value, signal: signals.SIGKILL })
        const waited = yield* sys.wait4({ pid: child.value })
        yield* say(JSON.stringify(waited.ok && waited.value?.status))
        return 0
      },
    })
    expect(host.run(['main']).stdout).toBe('alive true {"kind":"signaled","signal":9,"coreDumped":false}')
    expect(host.kernel.processes()).toHaveLength(1)
    expect([...host.kernel.namespaces.of('pid')]).toHaveLength(1)
  })

  test('setns joins for children; after the init died nothing can be born', () => {
    const host = hostOf({
      *main() {
        const child = yield* sys.clone({
          namespaces: ['pid', 'uts'],
          main: function* () {
            yield* sys.sethostname({ name: 'inside' })
            yield* sys.nanosleep({ ms: 100 })
            return 0
          },
        })
        if (!child.ok) return 1
        yield* sys.nanosleep({ ms: 1 })
        for (const kind of ['pid', 'uts'] as const) {
          const fd = yield* sys.open({ path: `/proc/${child.value}/ns/${kind}`, flags: O.RDONLY })
          if (!fd.ok) return 2
          const wrong = yield* sys.setns({ fd: fd.value, kind: 'net' })
          yield* say(wrong.ok ? 'wrong ' : `${wrong.error} `)
          yield* sys.setns({ fd: fd.value, kind })
          yield* sys.close({ fd: fd.value })
        }
        const joined = yield* sys.clone({
          main: function* () {
            yield* say(`${yield* sys.getpid({})} ${(yield* sys.uname({})).nodename} `)
            return 0
          },
        })
        yield* sys.wait4({ pid: joined.ok ? joined.value : -1 })
        yield* sys.wait4({ pid: child.value })
        const late = yield* sys.clone({
          main: function* () {
            return 0
          },
        })
        yield* say(late.ok ? 'born' : late.error)
        return 0
      },
    })
    expect(host.run(['main']).stdout).toBe('EINVAL EINVAL 2 inside ENOMEM')
    expect(host.run(['main']).exitCode).toBe(0)
  })
})

test('who joined a pid namespace from outside is killed with it, and waited for outside', () => {
  const host = hostOf({
    *main() {
      const init = yield* fork(function* () {
        return 0
      })
      yield* sys.wait4({ pid: init })
      const box = yield* sys.clone({
        namespaces: ['pid'],
        main: function* () {
          yield* sys.nanosleep({ ms: 50 })
          return 0
        },
      })
      const fd = yield* sys.open({ path: `/proc/${box.ok && box.value}/ns/pid`, flags: O.RDONLY })
      if (!fd.ok) return 1
      yield* sys.setns({ fd: fd.value })
      yield* sys.close({ fd: fd.value })
      const joined = yield* fork(function* () {
        yield* sys.pause({})
        return 0
      })
      const waited = yield* sys.wait4({ pid: joined })
      yield* say(JSON.stringify(waited.ok && waited.value?.status))
      return 0
    },
  })
  expect(host.run(['main']).stdout).toBe('{"kind":"signaled","signal":9,"coreDumped":false}')
})

describe('other namespaces', () => {
  test('unshare gives new ones, with their numbers; the old stay as they are', () => {
    const host = hostOf({
      *main() {
        const before = yield* sys.readlink({ path: '/proc/self/ns/uts' })
        yield* sys.unshare({ namespaces: ['uts', 'mnt', 'net', 'ipc', 'cgroup'] })
        const after = yield* sys.readlink({ path: '/proc/self/ns/uts' })
        yield* sys.sethostname({ name: 'other' })
        yield* say(`${before.ok && before.value} ${after.ok && after.value} ${(yield* sys.uname({})).nodename} `)
        yield* sys.mkdir({ path: '/tmp/m' })
        yield* sys.mount({ source: 'tmpfs', target: '/tmp/m', type: 'tmpfs' })
        yield* say(`${(yield* slurp('/proc/self/mounts')).includes('/tmp/m')}`)
        return 0
      },
      *look() {
        yield* say(`${(yield* sys.uname({})).nodename} ${(yield* slurp('/proc/self/mounts')).includes('/tmp/m')}`)
        return 0
      },
    })
    expect(host.run(['main']).stdout).toBe('uts:[4026531838] uts:[4026532190] other true')
    expect(host.run(['look']).stdout).toBe('debian false')
    expect(host.kernel.namespaces.size).toBe(7)
  })

  test('users without rights need a user namespace, in which they have all', () => {
    const host = testHost({
      users: [{ name: 'ana', uid: 1000 }],
      programs: [
        programTable({
          *main() {
            const refused = yield* sys.unshare({ namespaces: ['uts'] })
            const made = yield* sys.unshare({ namespaces: ['user', 'uts'] })
            const named = yield* sys.sethostname({ name: 'mine' })
            yield* say(`${refused.ok ? '' : refused.error} ${made.ok} ${named.ok}`)
            return 0
          },
        }),
      ],
    })
    expect(host.run(['main'], { uid: 1000 }).stdout).toBe('EPERM true true')
  })

  test('a cgroup namespace shows its root as /', () => {
    const host = hostOf({
      *main() {
        yield* sys.mkdir({ path: '/sys/fs/cgroup/box' })
        yield* sys.clone({
          cgroup: 'box',
          main: function* () {
            yield* sys.unshare({ namespaces: ['cgroup', 'mnt'] })
            yield* say(yield* slurp('/proc/self/cgroup'))
            yield* sys.mount({ source: 'cgroup2', target: '/sys/fs/cgroup', type: 'cgroup2' })
            yield* say(`${(yield* sys.stat({ path: '/sys/fs/cgroup/cgroup.type' })).ok}\n`)
            return 0
          },
        })
        yield* sys.wait4({ pid: -1 })
        yield* say(yield* slurp('/proc/self/cgroup'))
        return 0
      },
    })
    expect(host.run(['main']).stdout).toBe('0::/\ntrue\n0::/\n')
  })
})

test('strace: a tracer sees the calls of its tracee and of its children', () => {
  const host = hostOf({
    *main() {
      const child = yield* sys.clone({
        main: function* () {
          yield* sys.nanosleep({ ms: 5 })
          yield* sys.getpid({})
          yield* sys.clone({
            main: function* () {
              yield* sys.getppid({})
              return 0
            },
          })
          yield* sys.wait4({ pid: -1 })
          return 3
        },
      })
      if (!child.ok) return 1
      const attached = yield* sys.ptraceAttach({ pid: child.value, children: true })
      yield* say(`${attached.ok}`)
      for (;;) {
        const next = yield* sys.ptraceNext({})
        if (!next.ok || !next.value) return 0
        const { pid, request, exited } = next.value
        yield* say(` ${pid}:${exited ? JSON.stringify(exited) : request.call}`)
      }
    },
  })
  expect(host.run(['main']).stdout).toBe(
    'true 3:nanosleep 3:getpid 3:clone 4:getppid 4:{"kind":"exited","code":0} 3:wait4 3:{"kind":"exited","code":3}',
  )
})

describe('user namespaces', () => {
  const host = testHost({
    users: [{ name: 'ana', uid: 1000 }],
    files: { '/etc/secret': file('secret', 0o600), '/home/ana/own': file('own', 0o600, { uid: 1000, gid: 1000 }) },
    programs: [
      programTable({
        *rootless() {
          const put = function* (path: string, text: string) {
            const fd = yield* sys.open({ path, flags: O.WRONLY })
            if (!fd.ok) return fd.error
            const written = yield* sys.write({ fd: fd.value, bytes: new TextEncoder().encode(text) })
            yield* sys.close({ fd: fd.value })
            return written.ok ? 'ok' : written.error
          }
          yield* sys.unshare({ namespaces: ['user', 'mnt', 'uts', 'net'] })
          yield* say(`${(yield* sys.getcredentials({})).uid}\n`)
          yield* say(
            `${yield* put('/proc/self/uid_map', '0 0 1')} ${yield* put('/proc/self/uid_map', '0 1000 1')} ${yield* put('/proc/self/uid_map', '0 1000 1')}\n`,
          )
          yield* say(
            `${yield* put('/proc/self/gid_map', '0 1000 1')} ${yield* put('/proc/self/setgroups', 'deny')} ${yield* put('/proc/self/gid_map', '0 1000 1')}\n`,
          )
          const who = yield* sys.getcredentials({})
          yield* say(`${who.uid} ${who.gid} ${who.effective.size > 30} ${yield* slurp('/proc/self/uid_map')}`)
          const own = yield* sys.stat({ path: '/home/ana/own' })
          const secret = yield* sys.stat({ path: '/etc/secret' })
          yield* say(`${own.ok && own.value.uid} ${secret.ok && secret.value.uid} ${yield* slurp('/home/ana/own')} ${yield* slurp('/etc/secret')}\n`)
          const named = yield* sys.sethostname({ name: 'box' })
          const mounted = yield* sys.mount({ source: 'tmpfs', target: '/tmp', type: 'tmpfs' })
          const disk = yield* sys.mount({ source: '/dev/sda1', target: '/tmp', type: 'ext4' })
          const killed = yield* sys.kill({ pid: 1, signal: 0 })
          const chowned = yield* sys.chown({ path: '/home/ana/own', uid: 5, gid: -1 })
          const changed = yield* sys.setcredentials({ uid: 5 })
          yield* say([named, mounted, disk, killed, chowned, changed].map((done) => (done.ok ? 'ok' : done.error)).join(' '))
          return 0
        },
      }),
    ],
  })

  test('a user is root over what is his, and nothing else', () => {
    const { stdout } = host.run(['rootless'], { uid: 1000 })
    expect(stdout.split('\n')).toEqual([
      '65534',
      'EPERM ok EPERM',
      'EPERM ok ok',
      '0 0 true          0       1000          1',
      '0 65534 own EACCES',
      'ok ok EPERM EPERM EINVAL EINVAL',
    ])
  })
})
