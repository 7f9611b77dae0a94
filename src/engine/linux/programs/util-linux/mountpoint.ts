import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { mountEntries } from '../coreutils/mount-list.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import { utility } from './frame.ts'

/** Models mountpoint(1): 0 when it is one, 32 (1 before 2.37) when not. */
export const mountpoint = utility({
  name: 'mountpoint',
  usage: ['[-qd] /path/to/directory', '-x /dev/device'],
  summary: 'Check whether a directory or file is a mountpoint.',
  options: 'd|fs-devno q|quiet x|devno nofollow',
  unsimulated: ['nofollow'],
  *run(run) {
    const [path] = run.operands
    if (path === undefined || run.operands.length > 1) return yield* run.usageError('bad usage')
    const stat = yield* sys.stat({ path })
    const quiet = run.has('quiet')
    if (!stat.ok) return quiet ? 1 : yield* run.fail(`${path}: ${strerror(stat.error)}`, 1)
    if (run.has('devno')) {
      if (stat.value.type !== 'block') return quiet ? 1 : yield* run.fail(`${path}: not a block device`, 1)
      yield* run.say(`${Math.floor(stat.value.rdev / 256)}:${stat.value.rdev % 256}\n`)
      return 0
    }
    const real = yield* canonicalPath(path, 'existing')
    const entry = (yield* mountEntries()).findLast((one) => one.target === real)
    if (!entry) {
      if (!quiet) yield* run.say(`${path} is not a mountpoint\n`)
      return run.old ? 1 : 32
    }
    if (run.has('fs-devno')) yield* run.say(`${Math.floor(entry.dev / 256)}:${entry.dev % 256}\n`)
    else if (!quiet) yield* run.say(`${path} is a mountpoint\n`)
    return 0
  },
})
