import { describe, expect, it } from 'vitest'
import { print, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import type { Sys } from '../calls.ts'
import { O } from '../calls.ts'
import type { ProgramTable } from '../program.ts'
import { directory, executable } from './tree.ts'

function* show(name: string, result: { ok: boolean; value?: unknown; error?: string }): Sys<void> {
  yield* print(`${name}: ${result.ok ? JSON.stringify(result.value ?? 'ok') : result.error}\n`)
}

/** What runc does between clone and execve. */
function* insideContainer(): Sys<number> {
  const bind = { bind: true, recursive: true } as const
  yield* sys.mount({ source: '', target: '/', flags: { propagation: 'slave', recursive: true } })
  yield* sys.mount({ source: '/c/merged', target: '/c/merged', flags: bind })
  yield* sys.mount({ source: 'proc', target: '/c/merged/proc', type: 'proc', options: 'nosuid,noexec,nodev' })
  yield* sys.mount({ source: 'tmpfs', target: '/c/merged/dev', type: 'tmpfs', options: 'nosuid,strictatime,mode=755,size=65536k' })
  yield* sys.mkdir({ path: '/c/merged/dev/pts' })
  yield* sys.mount({
    source: 'devpts',
    target: '/c/merged/dev/pts',
    type: 'devpts',
    options: 'nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5',
  })
  yield* sys.mknod({ path: '/c/merged/dev/null', type: 'char', mode: 0o666, rdev: 259 })
  yield* sys.symlink({ target: '/proc/self/fd', path: '/c/merged/dev/fd' })
  yield* sys.chdir({ path: '/c/merged' })
  yield* show('pivot', yield* sys.pivotRoot({ newRoot: '.', putOld: '.' }))
  yield* show('umount', yield* sys.umount({ target: '.', lazy: true }))
  yield* sys.chdir({ path: '/' })
  yield* sys.mount({ source: '/proc/sys', target: '/proc/sys', flags: bind })
  yield* sys.mount({ source: '/proc/sys', target: '/proc/sys', flags: { bind: true, remount: true, readOnly: true } })
  yield* sys.mount({ source: '/dev/null', target: '/proc/modules', flags: { bind: true } })
  const exec = yield* sys.execve({ path: '/bin/look', argv: ['look'], env: new Map() })
  yield* show('execve', exec)
  return 1
}

const programs: ProgramTable = new Map([
  [
    't/runc',
    {
      main: function* () {
        for (const path of ['/c/upper', '/c/work', '/c/merged']) yield* sys.mkdir({ path })
        yield* sys.mount({ source: 'overlay', target: '/c/merged', type: 'overlay', options: 'lowerdir=/l/image,upperdir=/c/upper,workdir=/c/work' })
        const child = yield* sys.clone({ main: insideContainer, namespaces: ['mnt', 'pid', 'uts', 'ipc'] })
        if (!child.ok) return 1
        yield* sys.wait4({ pid: child.value })
        yield* print((yield* sys.stat({ path: '/c/upper/made' })).ok ? 'the upper layer has it\n' : 'lost\n')
        return 0
      },
    },
  ],
  [
    't/look',
    {
      main: function* () {
        yield* print(`pid ${yield* sys.getpid({})}\n`)
        const entries = yield* sys.getdents({ path: '/proc' })
        if (entries.ok) yield* print(`${entries.value.filter(({ name }) => /^\d+$/.test(name)).map(({ name }) => name)}\n`)
        yield* show(
          'status',
          (yield* readFile('/proc/self/status')).ok ? yield* sys.readlink({ path: '/proc/self' }) : { ok: false, error: 'no status' },
        )
        yield* show('write', yield* sys.open({ path: '/proc/sys/kernel/hostname', flags: O.WRONLY }))
        const masked = yield* readFile('/proc/modules')
        yield* show('masked', masked)
        const mounts = yield* readFile('/proc/mounts')
        yield* print(mounts.ok ? mounts.value : mounts.error)
        yield* show('made', yield* sys.mkdir({ path: '/made' }))
        yield* show('cwd', yield* sys.getcwd({}))
        yield* show('exe', yield* sys.readlink({ path: '/proc/self/exe' }))
        return 0
      },
    },
  ],
])

describe('a container’s view', () => {
  it('is its own tree, its own processes, its own devices', () => {
    const image = { '/l/image/proc': directory(), '/l/image/dev': directory(), '/l/image/bin/look': executable('t/look', 5000) }
    const host = testHost({ programs: [programs], files: { ...image, '/c': directory() } })
    const { stdout } = host.run(['runc'])
    expect(stdout).toBe(
      [
        'pivot: "ok"',
        'umount: "ok"',
        'pid 1',
        '1',
        'status: "1"',
        'write: EROFS',
        'masked: ""',
        'overlay / overlay rw,relatime,lowerdir=/l/image,upperdir=/c/upper,workdir=/c/work 0 0',
        'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0',
        'tmpfs /dev tmpfs rw,nosuid,size=65536k,mode=755 0 0',
        'devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666 0 0',
        'proc /proc/sys proc ro,nosuid,nodev,noexec,relatime 0 0',
        'tmpfs /proc/modules tmpfs rw,nosuid,size=65536k,mode=755 0 0',
        'made: "ok"',
        'cwd: "/"',
        'exe: "/bin/look"',
        'the upper layer has it',
        '',
      ].join('\n'),
    )
    expect(host.run(['runc']).stdout).toContain('pid 1')
  })
})
