import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { O } from '../../calls.ts'
import { TarContent } from '../archive/tar-content.ts'
import { treeOf } from '../archive/tree-of.ts'
import type { Actor, World } from '../testing/world.ts'
import { world } from '../testing/world.ts'
import { directory, file, symlink } from '../tree.ts'
import { walkBy } from '../walk.ts'
import { explainLookup } from './explain.ts'
import { OverlayFileSystem } from './overlay.ts'

const layers = {
  '/l/base/etc/hostname': 'base\n',
  '/l/base/etc/conf': 'old\n',
  '/l/base/bin/sh': file('#!', 0o755),
  '/l/base/gone/file': 'x',
  '/l/base/opaque/hidden': 'x',
  '/l/app/etc/conf': 'new\n',
  '/l/app/app/run': file('run', 0o755),
  '/l/app/app/link': symlink('run'),
  '/l/app/gone': { make: (mtimeMs: number) => ({ type: 'char', mode: 0, uid: 0, gid: 0, rdev: 0, mtimeMs }) as const },
  '/l/app/opaque': {
    make: (mtimeMs: number) =>
      ({ type: 'directory', mode: 0o755, uid: 0, gid: 0, mtimeMs, entries: new Map(), xattrs: new Map([['trusted.overlay.opaque', 'y']]) }) as const,
  },
  '/l/upper': directory(),
  '/l/work': directory(),
  '/m': directory(),
}

function mounted(): { w: World; root: Actor } {
  const w = world(layers)
  const root = w.process()
  root.do('mount', { source: 'overlay', target: '/m', type: 'overlay', options: 'lowerdir=/l/app:/l/base,upperdir=/l/upper,workdir=/l/work' })
  return { w, root }
}

describe('overlay', () => {
  it('looks names up through the layers', () => {
    const { root } = mounted()
    expect(root.read('/m/etc/hostname')).toBe('base\n')
    expect(root.read('/m/etc/conf')).toBe('new\n')
    expect(root.list('/m').sort()).toEqual(['app', 'bin', 'etc', 'opaque'])
    expect(root.list('/m/opaque')).toEqual([])
    expect(root.error('stat', { path: '/m/gone' })).toBe('ENOENT')
    expect(root.do('readlink', { path: '/m/app/link' })).toBe('run')
    expect(root.do('statfs', { path: '/m' })).toMatchObject({ type: 'overlay', source: 'overlay', mountPoint: '/m' })
  })

  it('copies up on writing, and says so', () => {
    const { w, root } = mounted()
    const before = root.do('stat', { path: '/m/etc/conf' })
    const reader = root.do('open', { path: '/m/etc/conf', flags: O.RDONLY })
    root.write('/m/etc/conf', 'mine\n')
    expect(root.read('/m/etc/conf')).toBe('mine\n')
    expect(root.read('/l/app/etc/conf')).toBe('new\n')
    expect(root.read('/l/upper/etc/conf')).toBe('mine\n')
    expect(root.file(reader).read(root.task, 100)).toMatchObject({ ok: true, value: new TextEncoder().encode('new\n') })
    expect(root.do('stat', { path: '/m/etc/conf' }).ino).toBe(before.ino)
    expect(w.facts).toContainEqual({ kind: 'overlay.copied-up', data: { path: '/etc/conf', bytes: 0, from: '/l/app', upper: '/l/upper' } })
    root.do('chmod', { path: '/m/bin/sh', mode: 0o700 })
    expect(root.do('stat', { path: '/l/base/bin/sh' }).mode).toBe(0o755)
    expect(root.do('stat', { path: '/l/upper/bin/sh' }).mode).toBe(0o700)
  })

  it('removes with whiteouts and makes opaque directories', () => {
    const { root } = mounted()
    root.do('unlink', { path: '/m/etc/conf' })
    expect(root.do('stat', { path: '/l/upper/etc/conf' })).toMatchObject({ type: 'char', rdev: 0 })
    expect(root.error('stat', { path: '/m/etc/conf' })).toBe('ENOENT')
    root.do('unlink', { path: '/m/app/run' })
    root.do('unlink', { path: '/m/app/link' })
    root.do('rmdir', { path: '/m/app' })
    root.do('mkdir', { path: '/m/app' })
    expect(root.list('/m/app')).toEqual([])
    expect(root.do('getxattr', { path: '/l/upper/app', name: 'trusted.overlay.opaque' })).toBe('y')
    expect(root.error('getxattr', { path: '/m/app', name: 'trusted.overlay.opaque' })).toBe('ENODATA')
    expect(root.error('rename', { from: '/m/etc', to: '/m/etc2' })).toBe('EXDEV')
    root.do('rename', { from: '/m/bin/sh', to: '/m/bin/bash' })
    expect(root.list('/m/bin')).toEqual(['bash'])
  })

  it('explains a lookup', () => {
    const { root } = mounted()
    const place = walkBy(root.task, '/m')
    if (!place.ok || !(place.value.inode.fs instanceof OverlayFileSystem)) throw new Error('no overlay')
    const { fs } = place.value.inode
    expect(explainLookup(fs, '/etc/conf')).toEqual({
      shownFrom: '/l/app',
      steps: [
        {
          name: 'etc',
          answers: [
            { layer: '/l/upper', found: 'absent' },
            { layer: '/l/app', found: 'directory' },
            { layer: '/l/base', found: 'directory' },
          ],
        },
        {
          name: 'conf',
          answers: [
            { layer: '/l/app', found: 'file' },
            { layer: '/l/base', found: 'not consulted' },
          ],
        },
      ],
    })
    expect(explainLookup(fs, '/gone').shownFrom).toBeUndefined()
  })

  it('packs its upper layer as an image layer', () => {
    const { root } = mounted()
    root.write('/m/etc/conf', 'mine\n')
    root.do('unlink', { path: '/m/etc/hostname' })
    root.do('pack', { directory: '/l/upper', archive: '/layer.tar', whiteouts: true })
    const place = walkBy(root.task, '/layer.tar')
    const content = place.ok ? place.value.inode.snapshot?.() : undefined
    expect(content instanceof TarContent && [...content.members()].map(({ header }) => header.name)).toEqual(['etc/', 'etc/conf', 'etc/.wh.hostname'])
    root.do('mkdir', { path: '/again' })
    root.do('unpack', { archive: '/layer.tar', directory: '/again', keepWhiteouts: true })
    expect(root.do('stat', { path: '/again/etc/hostname' })).toMatchObject({ type: 'char', rdev: 0 })
  })
})

/** One random operation; paths from a small set so that operations meet. */
const names = ['a', 'b', 'c', 'd/a', 'd/b', 'd/e/a', 'd', 'd/e', 'f']
const path = fc.constantFrom(...names)
const operation = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path, text: fc.string({ maxLength: 5 }) }),
  fc.record({ kind: fc.constant('append' as const), path, text: fc.string({ maxLength: 5 }) }),
  fc.record({ kind: fc.constant('mkdir' as const), path }),
  fc.record({ kind: fc.constant('rmdir' as const), path }),
  fc.record({ kind: fc.constant('unlink' as const), path }),
  fc.record({ kind: fc.constant('chmod' as const), path, mode: fc.constantFrom(0o600, 0o755) }),
  fc.record({ kind: fc.constant('rename' as const), path, to: path }),
  fc.record({ kind: fc.constant('link' as const), path, to: path }),
  fc.record({ kind: fc.constant('symlink' as const), path, to: path }),
  fc.record({ kind: fc.constant('truncate' as const), path, size: fc.nat(8) }),
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

function perform(actor: Actor, top: string, op: Operation): string {
  const at = `${top}/${op.path}`
  const written = (flags: number, text: string) => {
    const result = actor.write(at, text, flags)
    return result.ok ? 'ok' : result.error
  }
  switch (op.kind) {
    case 'write':
      return written(O.CREAT | O.TRUNC, op.text)
    case 'append':
      return written(O.APPEND, op.text)
    case 'chmod':
      return actor.error('chmod', { path: at, mode: op.mode })
    case 'rename':
      return actor.error('rename', { from: at, to: `${top}/${op.to}` })
    case 'link':
      return actor.error('link', { from: at, to: `${top}/${op.to}` })
    case 'symlink':
      return actor.error('symlink', { target: op.to, path: at })
    case 'truncate':
      return actor.error('truncate', { path: at, size: op.size })
    default:
      return actor.error(op.kind, { path: at })
  }
}

/** Everything below a directory as text, in order of names. */
function picture(actor: Actor, top: string): string[] {
  const out: string[] = []
  const visit = (at: string): void => {
    for (const name of actor.list(at).sort()) {
      const child = `${at}/${name}`
      const { type, mode, size, nlink } = actor.do('stat', { path: child, noFollow: true })
      const shown = child.slice(top.length)
      if (type === 'directory') {
        out.push(`${shown}/ ${mode}`)
        visit(child)
      } else if (type === 'symlink') out.push(`${shown} -> ${actor.do('readlink', { path: child })}`)
      else out.push(`${shown} ${mode} ${size} ${nlink} ${actor.read(child)}`)
    }
  }
  visit(top)
  return out
}

describe('overlay against a plain copy', () => {
  it('answers the same and never changes a lower layer', () => {
    const start = { a: 'lower a', 'd/a': 'lower d/a', 'd/e/a': 'deep', f: 'f' }
    const over = { b: 'app b', 'd/a': 'app d/a' }
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 25 }), (operations) => {
        const files: Record<string, string | ReturnType<typeof directory>> = {
          '/m': directory(),
          '/u': directory(),
          '/w': directory(),
          '/plain': directory(),
        }
        for (const [name, text] of Object.entries(start)) files[`/l1/${name}`] = files[`/plain/${name}`] = text
        for (const [name, text] of Object.entries(over)) files[`/l2/${name}`] = files[`/plain/${name}`] = text
        const w = world(files)
        const root = w.process()
        root.do('mount', { source: 'overlay', target: '/m', type: 'overlay', options: 'lowerdir=/l2:/l1,upperdir=/u,workdir=/w' })
        const lower = [picture(root, '/l1'), picture(root, '/l2')]
        for (const op of operations) {
          const answer = perform(root, '/m', op)
          if (answer === 'EXDEV') continue
          expect([op, perform(root, '/plain', op)]).toEqual([op, answer])
          expect(picture(root, '/m')).toEqual(picture(root, '/plain'))
        }
        expect([picture(root, '/l1'), picture(root, '/l2')]).toEqual(lower)
        // A new mount of the same layers, and the tree as an archive would take it, show the same.
        const shown = picture(root, '/m')
        const place = walkBy(root.task, '/m')
        if (place.ok) expect([...treeOf(place.value.inode, root.task).entries.keys()].sort()).toEqual(root.list('/m').sort())
        root.do('umount', { target: '/m' })
        root.do('mount', { source: 'overlay', target: '/m', type: 'overlay', options: 'lowerdir=/l2:/l1,upperdir=/u,workdir=/w' })
        expect(picture(root, '/m')).toEqual(shown)
      }),
      { numRuns: 150 },
    )
  })
})
