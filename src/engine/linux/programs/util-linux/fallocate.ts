import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { parseSize } from '../gnu/sizes.ts'
import { utility } from './frame.ts'

/** Models fallocate(1): space at the end of a file, taken by writing zeros. Leaves out holes, ranges and offsets. */
export const fallocate = utility({
  name: 'fallocate',
  usage: ['[options] <filename>'],
  summary: 'Preallocate space to, or deallocate space from a file.',
  options: 'c|collapse-range d|dig-holes i|insert-range l|length= n|keep-size o|offset= p|punch-hole x|posix v|verbose z|zero-range',
  unsimulated: ['collapse-range', 'dig-holes', 'insert-range', 'keep-size', 'offset', 'punch-hole', 'zero-range'],
  *run(run) {
    const [name, more] = run.operands
    const text = run.value('length')
    if (name === undefined) return yield* run.usageError('no filename specified')
    if (more !== undefined) return yield* run.usageError('unexpected number of arguments')
    if (text === undefined) return yield* run.usageError('no length argument specified')
    const length = parseSize(text.replace(/i?B$/i, ''), 'kKMGTPE')
    if (length === undefined || length <= 0) return yield* run.fail(`invalid length value specified`)
    const fd = yield* sys.open({ path: name, flags: O.RDWR | O.CREAT, mode: 0o666 })
    if (!fd.ok) return yield* run.fail(`cannot open ${name}: ${strerror(fd.error)}`)
    const zero = yield* sys.open({ path: '/dev/zero', flags: O.RDONLY })
    const size = yield* sys.lseek({ fd: fd.value, offset: 0, whence: 'end' })
    for (let left = length - (size.ok ? size.value : 0); left > 0 && zero.ok; ) {
      const moved = yield* sys.splice({ from: zero.value, to: fd.value, count: left })
      if (!moved.ok) {
        if (size.ok) yield* sys.ftruncate({ fd: fd.value, size: size.value })
        return yield* run.fail(`fallocate failed: ${strerror(moved.error)}`)
      }
      left -= moved.value
    }
    if (run.has('verbose')) yield* run.say(`${name}: ${text} (${length} bytes) allocated.\n`)
    return 0
  },
})
