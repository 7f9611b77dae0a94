import { describe, expect, it } from 'vitest'
import { O } from '../calls.ts'
import { FillerContent } from '../content.ts'
import { RegularFile } from './stored-file.ts'
import { now, world } from './testing/world.ts'
import { directory, file, filler, symlink } from './tree.ts'

const files = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
  '/etc/shadow': file('secret', 0o600),
  '/tmp': directory(0o1777),
  '/home/ana': directory(0o755, { uid: 1000, gid: 1000 }),
  '/bin': symlink('usr/bin'),
  '/usr/bin/true': file('x', 0o755),
  '/usr/lib/big.so': filler(60_000_000),
}

describe('paths', () => {
  it('walks links, dots and slashes as Linux does', () => {
    const root = world(files).process()
    expect(root.do('stat', { path: '/bin/../bin/./true' }).type).toBe('file')
    expect(root.do('stat', { path: '/bin', noFollow: true }).type).toBe('symlink')
    expect(root.do('stat', { path: '/bin/', noFollow: true }).type).toBe('directory')
    expect(root.do('readlink', { path: '/bin' })).toBe('usr/bin')
    expect(root.error('stat', { path: '/etc/passwd/' })).toBe('ENOTDIR')
    expect(root.error('stat', { path: '/etc/passwd/x' })).toBe('ENOTDIR')
    expect(root.error('stat', { path: '' })).toBe('ENOENT')
    expect(root.error('stat', { path: `/${'a'.repeat(256)}` })).toBe('ENAMETOOLONG')
    expect(root.error('stat', { path: `/${'a/'.repeat(2100)}` })).toBe('ENAMETOOLONG')
    root.do('symlink', { target: 'loop', path: '/tmp/loop' })
    expect(root.error('stat', { path: '/tmp/loop' })).toBe('ELOOP')
    expect(root.do('stat', { path: '/../..' }).ino).toBe(2)
  })

  it('asks for permission on every directory', () => {
    const w = world(files)
    const [root, ana] = [w.process(), w.process({ uid: 1000 })]
    expect(ana.error('open', { path: '/etc/shadow', flags: O.RDONLY })).toBe('EACCES')
    expect(ana.error('mkdir', { path: '/etc/x' })).toBe('EACCES')
    root.do('mkdir', { path: '/private', mode: 0o700 })
    expect(ana.error('stat', { path: '/private/x' })).toBe('EACCES')
    expect(root.error('stat', { path: '/private/x' })).toBe('ENOENT')
    ana.write('/tmp/mine', 'x')
    expect(w.process({ uid: 1001 }).error('unlink', { path: '/tmp/mine' })).toBe('EPERM')
    expect(ana.error('chown', { path: '/tmp/mine', uid: 0, gid: -1 })).toBe('EPERM')
    expect(ana.do('stat', { path: '/tmp/mine' })).toMatchObject({ uid: 1000, gid: 1000, mode: 0o644 })
  })

  it('sees renames from inside', () => {
    const root = world(files).process()
    root.do('mkdir', { path: '/a' })
    root.do('mkdir', { path: '/a/b' })
    root.do('chdir', { path: '/a/b' })
    root.do('rename', { from: '/a', to: '/c' })
    expect(root.do('getcwd', {})).toBe('/c/b')
    expect(root.error('rename', { from: '/c', to: '/c/b/d' })).toBe('EINVAL')
    root.do('rmdir', { path: '/c/b' })
    expect(root.error('getcwd', {})).toBe('ENOENT')
  })

  it('chroots, and does not climb out', () => {
    const root = world({ ...files, '/jail/etc/hostname': 'jail\n' }).process()
    root.do('chroot', { path: '/jail' })
    root.do('chdir', { path: '/' })
    expect(root.read('/../../etc/hostname')).toBe('jail\n')
    expect(root.do('getcwd', {})).toBe('/')
  })
})

describe('names', () => {
  it('answers as Linux does at the edges', () => {
    const root = world(files).process()
    expect(root.error('mkdir', { path: '/tmp/' })).toBe('EEXIST')
    expect(root.error('rmdir', { path: '/tmp/.' })).toBe('EINVAL')
    expect(root.error('rmdir', { path: '/etc' })).toBe('ENOTEMPTY')
    expect(root.error('rmdir', { path: '/' })).toBe('EBUSY')
    expect(root.error('unlink', { path: '/tmp' })).toBe('EISDIR')
    expect(root.error('rename', { from: '/etc', to: '/tmp' })).toBe('ok')
    expect(root.error('rename', { from: '/tmp/passwd', to: '/usr' })).toBe('EISDIR')
    expect(root.error('rename', { from: '/usr', to: '/tmp/passwd' })).toBe('ENOTDIR')
    expect(root.error('link', { from: '/usr', to: '/usr2' })).toBe('EPERM')
    expect(root.error('open', { path: '/tmp', flags: O.WRONLY })).toBe('EISDIR')
    expect(root.error('open', { path: '/tmp/passwd', flags: O.RDONLY | O.DIRECTORY })).toBe('ENOTDIR')
    expect(root.error('open', { path: '/tmp/passwd', flags: O.WRONLY | O.CREAT | O.EXCL })).toBe('EEXIST')
    expect(root.error('open', { path: '/bin', flags: O.RDONLY | O.NOFOLLOW })).toBe('ELOOP')
  })

  it('counts links and keeps open files alive', () => {
    const w = world(files)
    const root = w.process()
    const before = w.vfs.rootDisk.statfs()
    root.write('/tmp/a', 'hello')
    root.do('link', { from: '/tmp/a', to: '/tmp/b' })
    expect(root.do('stat', { path: '/tmp/b' })).toMatchObject({ nlink: 2, size: 5, blocks: 8 })
    const fd = root.do('open', { path: '/tmp/a', flags: O.RDONLY })
    root.do('unlink', { path: '/tmp/a' })
    expect(root.file(fd).describe()).toBe('/tmp/a (deleted)')
    root.do('unlink', { path: '/tmp/b' })
    expect(w.vfs.rootDisk.statfs().freeBytes).toBe(before.freeBytes - 4096)
    expect(now(root.file(fd).read(root.task, 10))).toMatchObject({ ok: true })
    root.task.process.files.close(fd)
    expect(w.vfs.rootDisk.statfs()).toEqual(before)
  })
})

describe('data', () => {
  it('keeps the identity of copied contents', () => {
    const root = world(files).process()
    const from = root.do('open', { path: '/usr/lib/big.so', flags: O.RDONLY })
    const to = root.do('open', { path: '/tmp/copy', flags: O.WRONLY | O.CREAT, mode: 0o644 })
    for (;;) {
      const slice = now(root.file(from).readSlice(root.task, 1_000_003))
      if (!slice.ok || !slice.value) break
      if (slice.value instanceof Uint8Array) throw new Error('materialised')
      now(root.file(to).writeSlice(root.task, slice.value))
    }
    const copy = root.file(to)
    expect(copy instanceof RegularFile && copy.snapshot() instanceof FillerContent).toBe(true)
    expect(root.do('digest', { path: '/tmp/copy' })).toBe(root.do('digest', { path: '/usr/lib/big.so' }))
    expect(root.do('stat', { path: '/tmp/copy' })).toMatchObject({ size: 60_000_000, blocks: Math.ceil(60_000_000 / 4096) * 8 })
  })

  it('has holes, and fills up', () => {
    const w = world({ '/tmp': directory(0o1777) }, { diskBytes: 64 * 1024 * 1024 })
    const root = w.process()
    root.write('/tmp/sparse', 'x')
    root.do('truncate', { path: '/tmp/sparse', size: 1024 ** 4 })
    expect(root.do('stat', { path: '/tmp/sparse' })).toMatchObject({ size: 1024 ** 4, blocks: 8 })
    const ana = w.process({ uid: 1000 })
    const written = ana.write('/tmp/full', new Uint8Array(70 * 1024 * 1024).fill(1))
    expect(written).toMatchObject({ ok: true })
    expect(ana.write('/tmp/more', 'y')).toEqual({ ok: false, error: 'ENOSPC' })
    expect(root.write('/tmp/root', 'y')).toMatchObject({ ok: true })
    const { availableBytes, freeBytes } = root.do('statfs', { path: '/' })
    expect(availableBytes).toBe(0)
    expect(freeBytes).toBeGreaterThan(0)
  })

  it('reads /etc/passwd and appends', () => {
    const root = world(files).process()
    root.write('/etc/passwd', 'ana:x:1000:1000::/home/ana:/bin/sh\n', O.APPEND)
    expect(root.read('/etc/passwd')).toBe('root:x:0:0:root:/root:/bin/bash\nana:x:1000:1000::/home/ana:/bin/sh\n')
  })
})

describe('inode numbers', () => {
  it('do not depend on who looked first', () => {
    const [a, b] = [world(files).process(), world(files).process()]
    a.list('/usr/lib')
    const paths = ['/usr/lib/big.so', '/etc/passwd', '/usr/bin/true']
    const numbers = (actor: typeof a, order: string[]) => order.map((path) => [path, actor.do('stat', { path }).ino]).sort()
    expect(numbers(a, paths)).toEqual(numbers(b, [...paths].reverse()))
  })
})
