import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { utility } from './frame.ts'

/** Models pivot_root(8). */
export const pivotRoot = utility({
  name: 'pivot_root',
  usage: ['[options] new_root put_old'],
  summary: 'Change the root filesystem.',
  options: '',
  *run(run) {
    const [newRoot, putOld, more] = run.operands
    if (newRoot === undefined || putOld === undefined || more !== undefined) return yield* run.usageError('bad usage')
    const done = yield* sys.pivotRoot({ newRoot, putOld })
    return done.ok ? 0 : yield* run.fail(`failed to change root from \`${newRoot}' to \`${putOld}': ${strerror(done.error)}`)
  },
})
