import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testHost } from '../testing/host.ts'
import { programTable } from '../testing/programs.ts'
import type { Request, Sys } from './calls.ts'
import { saneTermios } from './tty/termios.ts'

const number = fc.oneof(fc.integer({ min: -3, max: 8 }), fc.constantFrom(1023, 1024, 70_000, -70_000, 2 ** 31))
const fd = fc.oneof(fc.integer({ min: 0, max: 8 }), number)
const signal = fc.integer({ min: -1, max: 65 })
const path = fc.constantFrom(
  ...[
    '',
    '/',
    '.',
    '..',
    '/tmp',
    '/tmp/a',
    '/tmp/a/b',
    '/proc/self/fd/0',
    '/proc/1/ns/net',
    '/dev/ptmx',
    '/dev/tty',
    '/dev/pts/0',
    '/dev/null',
    '/bin/main',
  ],
  ...[
    '/sys/fs/cgroup/x',
    '/sys/fs/cgroup/x/cgroup.procs',
    '/sys/fs/cgroup/cgroup.subtree_control',
    '/proc/self/uid_map',
    '/etc/passwd/x',
    'x'.repeat(300),
  ],
)
const bytes = fc.uint8Array({ maxLength: 20 })
const kinds = fc.subarray(['mnt', 'uts', 'ipc', 'pid', 'net', 'user', 'cgroup'] as const)
const shared = {}

/** A random system call, mostly wrong. Calls that would sleep for ever are given a time or are not here. */
const request: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ call: fc.constantFrom('getpid', 'getppid', 'setsid', 'getcredentials', 'uname', 'getcwd' as const) }),
  fc.record({ call: fc.constant('kill' as const), pid: fc.integer({ min: 0, max: 9 }), signal }),
  fc.record({ call: fc.constant('sigaction' as const), signal, handler: fc.constantFrom('default' as const, 'ignore' as const, function* () {}) }),
  fc.record({ call: fc.constant('sigprocmask' as const), signals: fc.array(signal), block: fc.boolean() }),
  fc.record({ call: fc.constant('wait4' as const), pid: number, nohang: fc.constant(true), untraced: fc.boolean() }),
  fc.record({ call: fc.constant('setpgid' as const), pid: number, pgid: number }),
  fc.record({ call: fc.constantFrom('getpgid', 'getsid' as const), pid: number }),
  fc.record({ call: fc.constantFrom('close', 'fstat', 'readable', 'tcgetattr', 'tcgetwinsize', 'tcgetpgrp', 'setctty', 'ttyname' as const), fd }),
  fc.record({ call: fc.constant('write' as const), fd, bytes }),
  fc.record({ call: fc.constant('pread' as const), fd, count: number, offset: number }),
  fc.record({ call: fc.constant('pwrite' as const), fd, bytes, offset: fc.integer({ min: -5, max: 5000 }) }),
  fc.record({ call: fc.constant('lseek' as const), fd, offset: number, whence: fc.constantFrom('set', 'cur', 'end' as const) }),
  fc.record({ call: fc.constant('dup' as const), fd, atLeast: number }),
  fc.record({ call: fc.constant('dup2' as const), fd, to: number }),
  fc.record({ call: fc.constant('fcntl' as const), fd, closeOnExec: fc.boolean(), nonBlocking: fc.constant(true) }),
  fc.record({ call: fc.constant('pipe' as const), nonBlocking: fc.constant(true) }),
  fc.record({ call: fc.constant('poll' as const), fds: fc.array(fc.record({ fd, events: number })), timeoutMs: fc.constant(3) }),
  fc.record({
    call: fc.constant('open' as const),
    path,
    flags: fc.constantFrom(0, 1, 2, 0o100, 0o101, 0o4002, 0o2000001, 0o200000).map((flags) => flags | 0o4000),
  }),
  fc.record({ call: fc.constantFrom('mkdir', 'rmdir', 'unlink', 'chdir', 'stat', 'getdents', 'readlink' as const), path }),
  fc.record({ call: fc.constant('openpty' as const) }),
  fc.record({
    call: fc.constant('tcsetattr' as const),
    fd,
    termios: fc.record({ icanon: fc.boolean(), echo: fc.boolean() }).map((some) => ({ ...saneTermios, ...some })),
  }),
  fc.record({ call: fc.constant('tcsetpgrp' as const), fd, pgid: number }),
  fc.record({ call: fc.constant('tcsetwinsize' as const), fd, size: fc.constant({ rows: 3, cols: 5 }) }),
  fc.record({ call: fc.constant('unshare' as const), namespaces: kinds }),
  fc.record({ call: fc.constant('setns' as const), fd }),
  fc.record({
    call: fc.constant('prlimit' as const),
    pid: number,
    resource: fc.constantFrom('nofile', 'nproc', 'as' as const),
    set: fc.record({ soft: number, hard: number }),
  }),
  fc.record({ call: fc.constant('setpriority' as const), pid: number, nice: number }),
  fc.record({ call: fc.constant('setcredentials' as const), euid: fc.nat(3), gid: fc.nat(3) }),
  fc.record({ call: fc.constant('memory' as const), bytes: fc.constantFrom(0, 1e6, 1e10) }),
  fc.record({ call: fc.constant('compute' as const), ms: fc.integer({ min: -1, max: 3 }) }),
  fc.record({ call: fc.constant('nanosleep' as const), ms: fc.integer({ min: -1, max: 3 }) }),
  fc.record({ call: fc.constant('futexWait' as const), on: fc.constant(shared), timeoutMs: fc.constant(2) }),
  fc.record({ call: fc.constant('futexWake' as const), on: fc.constant(shared) }),
  fc.record({ call: fc.constant('ptraceAttach' as const), pid: fc.nat(9), children: fc.boolean() }),
  fc.record({
    call: fc.constant('execve' as const),
    path: fc.constantFrom('/bin/absent', '/etc/passwd', '/tmp', ''),
    argv: fc.constant([]),
    env: fc.constant(new Map()),
  }),
) as fc.Arbitrary<Request>

function* issue(requests: readonly Request[]): Sys<number> {
  for (const each of requests) yield each
  return 0
}

test('no sequence of calls, however wrong, breaks the kernel or leaves anything behind', () => {
  fc.assert(
    fc.property(fc.array(fc.array(request, { maxLength: 40 }), { minLength: 1, maxLength: 4 }), (lives) => {
      const host = testHost({
        programs: [
          programTable({
            *main() {
              for (const [index, requests] of lives.entries()) yield { call: 'clone', thread: index % 2 === 1, main: () => issue(requests) }
              yield { call: 'nanosleep', ms: 100 }
              return 0
            },
          }),
        ],
      })
      const { kernel } = host
      const before = [kernel.taskCount, kernel.memory.usedBytes, kernel.namespaces.size, kernel.initialNamespaces.pid.numbers.size]
      host.start(['main'])
      host.advance(1000)
      for (const process of kernel.processes()) if (process !== kernel.init) host.kernel.sendSignal(process, 9)
      host.advance(1000)
      expect([kernel.taskCount, kernel.memory.usedBytes, kernel.namespaces.size, kernel.initialNamespaces.pid.numbers.size]).toEqual(before)
      expect(host.clock.nextDueMs).toBeUndefined()
      expect(kernel.cgroups.root.population).toBe(1)
    }),
    { numRuns: 400 },
  )
})
