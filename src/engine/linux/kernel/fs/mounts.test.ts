import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { O } from '../calls.ts'
import { mountInfoText, mountsText } from './proc/mount-table.ts'
import type { Actor } from './testing/world.ts'
import { world } from './testing/world.ts'
import { directory } from './tree.ts'

const places = ['/a', '/b', '/a/x', '/a/y', '/b/x', '/mnt', '/mnt/x']
const start = () => world(Object.fromEntries(places.map((path) => [path, directory()])))
const tmpfs = (actor: Actor, target: string, options = '') => actor.error('mount', { source: 'tmpfs', target, type: 'tmpfs', options })

describe('mounts', () => {
  it('hide, stack and come off', () => {
    const root = start().process()
    root.write('/a/file', 'below')
    expect(tmpfs(root, '/a', 'size=64k,mode=700')).toBe('ok')
    expect(root.list('/a')).toEqual([])
    expect(root.do('stat', { path: '/a' }).mode).toBe(0o700)
    expect(root.do('statfs', { path: '/a' })).toMatchObject({ type: 'tmpfs', totalBytes: 65_536, mountPoint: '/a' })
    expect(root.write('/a/big', new Uint8Array(70_000).fill(1))).toEqual({ ok: true, value: 65_536 })
    expect(root.write('/a/more', 'x')).toEqual({ ok: false, error: 'ENOSPC' })
    expect(tmpfs(root, '/a')).toBe('ok')
    expect(root.list('/a')).toEqual([])
    root.do('umount', { target: '/a' })
    expect(root.list('/a')).toEqual(['big', 'more'])
    expect(root.error('rmdir', { path: '/a' })).toBe('EBUSY')
    root.do('umount', { target: '/a' })
    expect(root.read('/a/file')).toBe('below')
    expect(root.error('umount', { target: '/a' })).toBe('EINVAL')
    expect(root.error('mount', { source: 'x', target: '/a', type: 'zfs' })).toBe('ENODEV')
  })

  it('stay busy while somebody is inside', () => {
    const root = start().process()
    tmpfs(root, '/mnt')
    root.do('chdir', { path: '/mnt' })
    expect(root.error('umount', { target: '/mnt' })).toBe('EBUSY')
    root.do('chdir', { path: '/' })
    root.write('/mnt/file', 'x')
    const fd = root.do('open', { path: '/mnt/file', flags: O.RDONLY })
    expect(root.error('umount', { target: '/mnt' })).toBe('EBUSY')
    root.do('umount', { target: '/mnt', lazy: true })
    expect(root.list('/mnt')).toEqual(['x'])
    root.task.process.files.close(fd)
  })

  it('bind directories and files, read-only where asked', () => {
    const root = start().process()
    root.write('/a/file', 'shared')
    root.do('mount', { source: '/a', target: '/b', flags: { bind: true } })
    expect(root.read('/b/file')).toBe('shared')
    root.do('mount', { source: '', target: '/b', flags: { bind: true, remount: true, readOnly: true } })
    expect(root.write('/b/file', 'no')).toEqual({ ok: false, error: 'EROFS' })
    expect(root.write('/a/file', 'yes')).toMatchObject({ ok: true })
    root.write('/target', '')
    root.do('mount', { source: '/a/file', target: '/target', flags: { bind: true } })
    expect(root.read('/target')).toBe('yes')
    expect(root.error('unlink', { path: '/target' })).toBe('EBUSY')
    expect(root.error('mount', { source: '/a', target: '/target', flags: { bind: true } })).toBe('ENOTDIR')
    expect(root.error('rename', { from: '/a/file', to: '/b/file2' })).toBe('EXDEV')
    root.do('chdir', { path: '/b/x' })
    expect(root.do('getcwd', {})).toBe('/b/x')
    expect(root.do('stat', { path: '..' }).ino).toBe(root.do('stat', { path: '/a' }).ino)
  })

  it('show in mountinfo and mounts', () => {
    const root = start().process()
    tmpfs(root, '/mnt', 'nosuid,nodev,size=65536k')
    root.do('mkdir', { path: '/mnt/a b' })
    root.do('mount', { source: '/mnt/a b', target: '/b', flags: { bind: true } })
    root.do('mount', { source: '', target: '/', flags: { propagation: 'shared' } })
    expect(mountsText(root.task.process)).toBe(
      '/dev/sda1 / ext4 rw,relatime,errors=remount-ro 0 0\n' +
        'tmpfs /mnt tmpfs rw,nosuid,nodev,relatime,size=65536k 0 0\n' +
        'tmpfs /b tmpfs rw,nosuid,nodev,relatime,size=65536k 0 0\n',
    )
    expect(mountInfoText(root.task.process)).toMatch(
      /^20 1 8:1 \/ \/ rw,relatime shared:1 - ext4 \/dev\/sda1 rw,errors=remount-ro\n21 20 0:\d+ \/ \/mnt rw,nosuid,nodev,relatime - tmpfs tmpfs rw,size=65536k\n22 20 0:\d+ \/a\\040b \/b /,
    )
  })

  it('propagate from shared mounts to peers and slaves, not from slaves', () => {
    const w = start()
    const host = w.process()
    host.do('mount', { source: '', target: '/', flags: { propagation: 'shared' } })
    const { namespace, translate } = w.vfs.namespace.copy()
    const guest = w.process({ namespace, root: translate(host.task.process.directories.root) })
    tmpfs(host, '/a')
    host.write('/a/seen', '')
    expect(guest.list('/a')).toEqual(['seen'])
    host.do('umount', { target: '/a' })
    expect(guest.list('/a')).toEqual(['x', 'y'])
    guest.do('mount', { source: '', target: '/', flags: { propagation: 'slave', recursive: true } })
    tmpfs(host, '/b')
    host.write('/b/seen', '')
    expect(guest.list('/b')).toEqual(['seen'])
    tmpfs(guest, '/mnt')
    guest.write('/mnt/own', '')
    expect(host.list('/mnt')).toEqual(['x'])
    guest.do('mount', { source: '', target: '/', flags: { propagation: 'private', recursive: true } })
    tmpfs(host, '/a')
    expect(guest.list('/a')).toEqual(['x', 'y'])
  })

  it('pivot as runc does', () => {
    const w = start()
    const { namespace, translate } = w.vfs.namespace.copy()
    const guest = w.process({ namespace, root: translate(w.vfs.namespace.rootRef), cwd: translate(w.vfs.namespace.rootRef) })
    guest.do('mount', { source: '', target: '/', flags: { propagation: 'slave', recursive: true } })
    guest.write('/a/inside', 'here')
    guest.do('mount', { source: '/a', target: '/a', flags: { bind: true, recursive: true } })
    guest.do('chdir', { path: '/a' })
    guest.do('pivotRoot', { newRoot: '.', putOld: '.' })
    guest.do('umount', { target: '.', lazy: true })
    guest.do('chdir', { path: '/' })
    expect(guest.list('/').sort()).toEqual(['inside', 'x', 'y'])
    expect(guest.do('getcwd', {})).toBe('/')
    expect(namespace.mounts.size).toBe(1)
    expect(mountInfoText(guest.task.process)).toMatch(/^\d+ \d+ 8:1 \/a \/ rw,relatime - ext4/)
    const host = w.process()
    expect(host.list('/').sort()).toEqual(['a', 'b', 'mnt'])
  })
})

describe('leaks', () => {
  const place = fc.constantFrom(...places)
  const step = fc.oneof(
    fc.record({ kind: fc.constant('tmpfs' as const), target: place }),
    fc.record({ kind: fc.constant('bind' as const), source: place, target: place, recursive: fc.boolean() }),
    fc.record({ kind: fc.constant('umount' as const), target: place, lazy: fc.boolean() }),
    fc.record({ kind: fc.constant('share' as const), target: place, to: fc.constantFrom('shared' as const, 'private' as const, 'slave' as const) }),
    fc.record({ kind: fc.constant('namespace' as const) }),
    fc.record({ kind: fc.constant('move' as const), source: place, target: place }),
  )

  it('nothing stays mounted when all namespaces but the first are gone and all mounts are off', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), step), { maxLength: 30 }), (steps) => {
        const w = start()
        const actors = [w.process()]
        const namespaces = [w.vfs.namespace]
        for (const [who, action] of steps) {
          const actor = actors[who % actors.length] as Actor
          if (action.kind === 'tmpfs') tmpfs(actor, action.target)
          else if (action.kind === 'bind') actor.call('mount', { ...action, flags: { bind: true, recursive: action.recursive } })
          else if (action.kind === 'umount') actor.call('umount', action)
          else if (action.kind === 'share') actor.call('mount', { source: '', target: action.target, flags: { propagation: action.to } })
          else if (action.kind === 'move') actor.call('mount', { ...action, flags: { move: true } })
          else if (namespaces.length < 4) {
            const { namespace, translate } = actor.task.namespaces.mnt.copy()
            namespaces.push(namespace)
            actors.push(w.process({ namespace, root: translate(actor.task.process.directories.root) }))
          }
          for (const namespace of namespaces) {
            const inTree = new Set(namespace.root.tree())
            expect(new Set(namespace.mounts)).toEqual(inTree)
          }
        }
        for (const namespace of namespaces.slice(1)) namespace.destroy()
        const host = actors[0] as Actor
        for (let rounds = 0; rounds < 100 && w.vfs.namespace.mounts.size > 1; rounds++) {
          for (const target of places) host.call('umount', { target, lazy: true })
          host.call('umount', { target: '/', lazy: true })
        }
        expect([...w.vfs.namespace.mounts].map((mount) => mount.fs.type)).toEqual(['ext4'])
        expect([...w.vfs.numbers.mounted].map((fs) => fs.type)).toEqual(['ext4'])
      }),
      { numRuns: 200 },
    )
  })
})
