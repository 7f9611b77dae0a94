import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { O } from '../calls.ts'
import { FillerContent } from '../content.ts'
import { FileData } from './file-data.ts'
import { now, world } from './testing/world.ts'
import { directory, filler } from './tree.ts'
import { Vfs } from './vfs.ts'

const path = fc.constantFrom('/t/a', '/t/b', '/t/d/a', '/t/d/b', '/t/d', '/t/e')
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), path, size: fc.nat(30_000), at: fc.nat(50_000) }),
  fc.record({ kind: fc.constant('copy' as const), path }),
  fc.record({ kind: fc.constant('truncate' as const), path, size: fc.nat(60_000) }),
  fc.record({ kind: fc.constant('mkdir' as const), path }),
  fc.record({ kind: fc.constant('unlink' as const), path }),
  fc.record({ kind: fc.constant('link' as const), path, to: path }),
  fc.record({ kind: fc.constant('rename' as const), path, to: path }),
)

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index])

describe('accounting', () => {
  it('returns to the start when everything is deleted', () => {
    for (const rootFsType of ['ext4', 'xfs'] as const) {
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
          const w = world({ '/t': directory(), '/big': filler(5_000_000) }, { rootFsType })
          const root = w.process()
          root.list('/t')
          const before = [w.vfs.rootDisk.statfs(), w.vfs.memory.used]
          for (const op of steps) {
            if (op.kind === 'write') {
              const fd = root.call('open', { path: op.path, flags: O.WRONLY | O.CREAT, mode: 0o644 })
              if (!fd.ok) continue
              now(root.file(fd.value).pwrite(root.task, new Uint8Array(op.size).fill(7), op.at))
              root.task.process.files.close(fd.value)
            } else if (op.kind === 'copy') {
              const fd = root.call('open', { path: op.path, flags: O.WRONLY | O.CREAT, mode: 0o644 })
              if (!fd.ok) continue
              const from = root.do('open', { path: '/big', flags: O.RDONLY })
              const slice = now(root.file(from).readSlice(root.task, 70_000))
              if (slice.ok && slice.value && !(slice.value instanceof Uint8Array)) now(root.file(fd.value).writeSlice(root.task, slice.value))
              root.task.process.files.close(from)
              root.task.process.files.close(fd.value)
            } else if (op.kind === 'link' || op.kind === 'rename') root.call(op.kind, { from: op.path, to: op.to })
            else if (op.kind === 'truncate') root.call('truncate', { path: op.path, size: op.size })
            else root.call(op.kind, { path: op.path })
            const used = w.vfs.rootDisk.disk.usedBlocks
            expect(used).toBeGreaterThanOrEqual(0)
          }
          const empty = (at: string): void => {
            for (const name of root.list(at)) {
              const child = `${at}/${name}`
              if (root.do('stat', { path: child }).type !== 'directory') root.do('unlink', { path: child })
              else {
                empty(child)
                root.do('rmdir', { path: child })
              }
            }
          }
          empty('/t')
          expect([w.vfs.rootDisk.statfs(), w.vfs.memory.used]).toEqual(before)
        }),
        { numRuns: 100 },
      )
    }
  })

  it('keeps files like an array of bytes', () => {
    const edit = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), at: fc.nat(20_000), size: fc.nat(9_000), byte: fc.nat(255) }),
      fc.record({ kind: fc.constant('slice' as const), at: fc.nat(20_000), from: fc.nat(5_000), size: fc.integer({ min: 1, max: 5_000 }) }),
      fc.record({ kind: fc.constant('truncate' as const), size: fc.nat(25_000) }),
      fc.record({ kind: fc.constant('snapshot' as const) }),
    )
    const shared = new FillerContent(new Uint8Array(0), 10_000)
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
        const data = new FileData(shared)
        let plain = shared.read(0, shared.size).slice()
        const put = (at: number, bytes: Uint8Array) => {
          if (bytes.length === 0) return
          const grown = new Uint8Array(Math.max(plain.length, at + bytes.length))
          grown.set(plain)
          grown.set(bytes, at)
          plain = grown
        }
        for (const op of edits) {
          if (op.kind === 'write') {
            const bytes = new Uint8Array(op.size).fill(op.byte)
            data.write(op.at, bytes)
            put(op.at, bytes)
          } else if (op.kind === 'slice') {
            data.writeSlice(op.at, { content: shared, offset: op.from, length: op.size })
            put(op.at, shared.read(op.from, op.size))
          } else if (op.kind === 'truncate') {
            data.truncate(op.size)
            const cut = new Uint8Array(op.size)
            cut.set(plain.subarray(0, op.size))
            plain = cut
          } else expect(same(data.snapshot().read(0, plain.length), plain)).toBe(true)
          expect(data.size).toBe(plain.length)
          expect(same(data.read(0, plain.length + 10), plain)).toBe(true)
          expect(data.blocks).toBeLessThanOrEqual(Math.ceil(plain.length / 4096))
          expect(data.memoryBytes).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('frees at the next start what was open and unnamed when the power went', () => {
    const w = world({ '/t': directory() })
    const root = w.process()
    const before = w.vfs.rootDisk.statfs()
    root.write('/t/a', 'x')
    const fd = root.do('open', { path: '/t/a', flags: O.RDONLY })
    root.do('unlink', { path: '/t/a' })
    root.write('/t/kept', 'y')
    const again = new Vfs({ ...w.vfs.settings, disk: w.vfs.rootDisk })
    expect(before.freeBytes - again.rootDisk.statfs().freeBytes).toBe(4096)
    root.task.process.files.close(fd)
    expect(before.freeBytes - again.rootDisk.statfs().freeBytes).toBe(4096)
    expect(again.rootDisk.root.lookup('t')?.lookup('kept')?.size).toBe(1)
  })

  it('hashes equal states equally and different ones differently', () => {
    const make = (text: string) => {
      const w = world({ '/t': directory() })
      w.process().write('/t/a', text)
      return w.vfs.stateHash()
    }
    expect(make('x')).toBe(make('x'))
    expect(make('x')).not.toBe(make('y'))
  })
})
