import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../../base/sha256.ts'
import { O } from '../../calls.ts'
import { FillerContent } from '../../content.ts'
import { now, world } from '../testing/world.ts'
import type { TreeDirectory } from '../tree.ts'
import { directory, file, filler, symlink, tree } from '../tree.ts'
import { walkBy } from '../walk.ts'
import { removeTree } from './place-tree.ts'
import { readTar } from './read-tar.ts'
import { CompressedContent, TarContent } from './tar-content.ts'

const START_MS = 1_700_000_000_000

function image(): TreeDirectory {
  const shared = file('two names', 0o755).make(START_MS)
  const long = `/srv/${'long-directory-name/'.repeat(8)}${'n'.repeat(120)}`
  return tree(
    {
      '/bin/busybox': { make: () => shared },
      '/bin/sh': { make: () => shared },
      '/etc/motd': 'olá\n',
      '/usr/lib/libbig.so': filler(40_000_000),
      '/usr/bin/python': symlink('python3.11'),
      '/home/ana/.profile': file('x', 0o600, { uid: 1000, gid: 1000 }),
      '/tmp': directory(0o1777),
      '/dev/null': { make: (mtimeMs) => ({ type: 'char', mode: 0o666, uid: 0, gid: 0, mtimeMs, rdev: 259 }) },
      [long]: 'deep',
      '/var/cache/opaque': {
        make: (mtimeMs) => ({
          type: 'directory',
          mode: 0o755,
          uid: 0,
          gid: 0,
          mtimeMs,
          entries: new Map(),
          xattrs: new Map([['trusted.overlay.opaque', 'y']]),
        }),
      },
      '/var/gone': { make: (mtimeMs) => ({ type: 'char', mode: 0, uid: 0, gid: 0, mtimeMs, rdev: 0 }) },
    },
    START_MS,
  )
}

describe('archives', () => {
  it('know their exact size without being made', () => {
    const archive = new TarContent(image(), { whiteouts: true })
    const { size } = archive
    let read = 0
    for (let at = 0; at < size; at += 1 << 20) read += archive.read(at, 1 << 20).length
    expect(read).toBe(size)
    expect(size % 512).toBe(0)
  })

  it('unpack into the very tree they stand for', () => {
    const root = world({ '/x': directory() }).process()
    const place = walkBy(root.task, '/x')
    root.write('/layer.tar', '')
    const archive = walkBy(root.task, '/layer.tar')
    if (!place.ok || !archive.ok) throw new Error('no file')
    archive.value.inode.assign?.(new TarContent(image(), { whiteouts: true }))
    const free = root.do('statfs', { path: '/' }).freeBytes
    expect(root.do('unpack', { archive: '/layer.tar', directory: '/x', keepWhiteouts: true }).bytes).toBeGreaterThan(40_000_000)
    expect(free - root.do('statfs', { path: '/' }).freeBytes).toBeGreaterThan(40_000_000)
    expect(root.do('stat', { path: '/x/bin/sh' })).toMatchObject({ nlink: 2, ino: root.do('stat', { path: '/x/bin/busybox' }).ino })
    expect(root.do('stat', { path: '/x/home/ana/.profile' })).toMatchObject({ uid: 1000, mode: 0o600, mtimeMs: START_MS })
    expect(root.do('getxattr', { path: '/x/var/cache/opaque', name: 'trusted.overlay.opaque' })).toBe('y')
    expect(root.do('stat', { path: '/x/var/gone' })).toMatchObject({ type: 'char', rdev: 0 })
  })

  it('give all blocks and inodes back when what was unpacked is deleted', () => {
    const w = world({ '/x': directory(), '/full/there': 'x' })
    const root = w.process()
    root.write('/t.tar', '')
    const archive = walkBy(root.task, '/t.tar')
    if (archive.ok) archive.value.inode.assign?.(new TarContent(image()))
    const before = w.vfs.rootDisk.statfs()
    for (const target of ['/x', '/full']) {
      root.do('unpack', { archive: '/t.tar', directory: target })
      for (const name of root.list(target))
        if (name !== 'there') removeTree(w.vfs.rootDisk.root.lookup(target.slice(1)) ?? w.vfs.rootDisk.root, name, root.task)
      expect(w.vfs.rootDisk.statfs()).toEqual(before)
    }
  })

  it('read back from their bytes as the same tree', () => {
    const archive = new TarContent(image(), { whiteouts: true })
    const copy = new TarContent(archive.tree, archive.options)
    // A file made by reading and writing ordinary bytes knows nothing of the tree.
    const bytes = { size: archive.size, read: (offset: number, count: number) => archive.read(offset, count) }
    const back = readTar(bytes, true, START_MS)
    if (!back) throw new Error('not read')
    const listing = (of: TarContent) => [...of.members()].map(({ header }) => ({ ...header, xattrs: [...(header.xattrs ?? [])] }))
    expect(listing(new TarContent(back, { whiteouts: true }))).toEqual(listing(copy))
  })

  it('keep contents when packed in archives of archives, as docker save does', () => {
    const root = world({ '/save': directory(), '/load': directory(), '/rootfs': directory() }).process()
    root.write('/save/manifest.json', '[]')
    root.write('/save/layer.tar', '')
    const layer = walkBy(root.task, '/save/layer.tar')
    if (!layer.ok) throw new Error('no file')
    layer.value.inode.assign?.(new TarContent(image(), { whiteouts: true }))
    root.do('pack', { directory: '/save', archive: '/saved.tar' })
    // Copied in pieces, as over a socket.
    const from = root.do('open', { path: '/saved.tar', flags: O.RDONLY })
    const to = root.do('open', { path: '/copied.tar', flags: O.WRONLY | O.CREAT, mode: 0o644 })
    for (;;) {
      const slice = now(root.file(from).readSlice(root.task, 65_536))
      if (!slice.ok || !slice.value) break
      now(slice.value instanceof Uint8Array ? root.file(to).write(root.task, slice.value) : root.file(to).writeSlice(root.task, slice.value))
    }
    root.do('unpack', { archive: '/copied.tar', directory: '/load' })
    expect(root.list('/load').sort()).toEqual(['layer.tar', 'manifest.json'])
    root.do('unpack', { archive: '/load/layer.tar', directory: '/rootfs', keepWhiteouts: true })
    const big = walkBy(root.task, '/rootfs/usr/lib/libbig.so')
    expect(big.ok && big.value.inode.snapshot?.()).toBeInstanceOf(FillerContent)
  })

  it('see through compression, real and declared', () => {
    const small = new TarContent(tree({ '/a': 'hello', '/b/c': 'd' }, START_MS))
    const root = world({ '/x': directory(), '/y': directory() }).process()
    root.write('/a.tgz', gzipSync(small.read(0, small.size)))
    root.do('unpack', { archive: '/a.tgz', directory: '/x' })
    expect(root.read('/x/b/c')).toBe('d')
    root.write('/b.tgz', '')
    const packed = walkBy(root.task, '/b.tgz')
    if (packed.ok) packed.value.inode.assign?.(new CompressedContent(small, 300))
    expect(root.do('stat', { path: '/b.tgz' }).size).toBe(300)
    root.do('unpack', { archive: '/b.tgz', directory: '/y' })
    expect(root.read('/y/a')).toBe('hello')
    root.write('/no.tar', 'this is not an archive')
    expect(root.error('unpack', { archive: '/no.tar', directory: '/x' })).toBe('EINVAL')
  })

  it('replace what is in the way and merge directories', () => {
    const root = world({ '/x/a': 'file where a directory comes', '/x/b/old': 'stays', '/x/c/dir/deep': 'goes' }).process()
    root.write('/t.tar', '')
    const archive = walkBy(root.task, '/t.tar')
    if (archive.ok) archive.value.inode.assign?.(new TarContent(tree({ '/a/new': '1', '/b/new': '2', '/c/dir': 'now a file' }, START_MS)))
    root.do('unpack', { archive: '/t.tar', directory: '/x' })
    expect(root.list('/x/b').sort()).toEqual(['new', 'old'])
    expect(root.read('/x/a/new')).toBe('1')
    expect(root.read('/x/c/dir')).toBe('now a file')
  })

  it('digest real bytes with SHA-256 and synthetic ones by what they are', () => {
    const root = world({ '/big': filler(50_000_000), '/same': filler(50_000_000), '/other': filler(50_000_001) }).process()
    root.write('/real', 'hello\n')
    expect(root.do('digest', { path: '/real' })).toBe('sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03')
    expect(root.do('digest', { path: '/big' })).toBe(root.do('digest', { path: '/same' }))
    expect(root.do('digest', { path: '/big' })).not.toBe(root.do('digest', { path: '/other' }))
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('pack chosen paths only', () => {
    const root = world({ '/x/etc/passwd': 'a', '/x/etc/group': 'b', '/x/bin/sh': 'c' }).process()
    expect(root.do('pack', { directory: '/x', archive: '/p.tar', paths: ['etc/passwd', 'bin'] }).files).toBe(4)
    root.do('mkdir', { path: '/y' })
    root.do('unpack', { archive: '/p.tar', directory: '/y' })
    expect(root.list('/y/etc')).toEqual(['passwd'])
    expect(root.error('pack', { directory: '/x', archive: '/p.tar', paths: ['nope'] })).toBe('ENOENT')
  })
})
