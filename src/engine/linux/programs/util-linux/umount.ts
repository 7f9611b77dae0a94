import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import type { MountEntry } from '../coreutils/mount-list.ts'
import { mountEntries } from '../coreutils/mount-list.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import type { Utility } from './frame.ts'
import { utility } from './frame.ts'

/** Models umount(8): by mount point or source, lazily, with everything below. */
export const umount = utility({
  name: 'umount',
  usage: ['[-hV]', '-a [options]', '[options] <source> | <directory>'],
  summary: 'Unmount filesystems.',
  options:
    'a|all A|all-targets c|no-canonicalize d|detach-loop f|force i|internal-only n|no-mtab l|lazy O|test-opts= R|recursive r|read-only t|types= v|verbose q|quiet fake N|namespace=',
  unsimulated: ['all', 'test-opts', 'read-only', 'fake', 'namespace'],
  *run(run) {
    if (run.operands.length === 0) return yield* run.usageError('bad usage')
    let status = 0
    for (const name of run.operands) status = (yield* unmount(run, name)) || status
    return status
  },
})

function* unmount(run: Utility, name: string): Sys<number> {
  const entries = yield* mountEntries()
  const path = (yield* canonicalPath(name, 'existing')) ?? name
  const point = entries.findLast((one) => one.target === path) ?? entries.findLast((one) => one.source === path || one.source === name)
  if (!point) {
    if ((yield* sys.stat({ path: name })).ok) return yield* run.fail(`${name}: not mounted${run.old ? '' : '.'}`, 32)
    return yield* run.fail(run.old ? `${name}: mountpoint not found` : `${name}: no mount point specified.`, 32)
  }
  if (!(yield* sys.getcredentials({})).effective.has('CAP_SYS_ADMIN'))
    return yield* run.fail(run.old ? `${point.target}: umount failed: Operation not permitted` : `${point.target}: must be superuser to unmount.`, 32)
  const targets = run.has('all-targets') ? entries.filter((one) => one.dev === point.dev).reverse() : [point]
  for (const target of targets) {
    for (const one of run.has('recursive') ? below(entries, target) : [target]) {
      const done = yield* sys.umount({ target: one.target, lazy: run.has('lazy') })
      if (!done.ok) return yield* run.fail(`${one.target}: ${complaint(done.error, run.old)}`, 32)
      if (run.has('verbose')) yield* run.say(`umount: ${one.target} unmounted\n`)
    }
  }
  return 0
}

/** The mount and everything mounted in it, innermost first. */
function below(entries: readonly MountEntry[], top: MountEntry): readonly MountEntry[] {
  return [top, ...entries.filter((one) => one !== top && one.target.startsWith(`${top.target}/`))].reverse()
}

function complaint(error: Parameters<typeof strerror>[0], old: boolean): string {
  if (error === 'EBUSY')
    return old
      ? 'target is busy.\n        (In some cases useful info about processes that use\n         the device is found by lsof(8) or fuser(1))'
      : 'target is busy.'
  if (error === 'EINVAL') return old ? 'not mounted' : 'not mounted.'
  return old ? `umount failed: ${strerror(error)}` : `umount failed: ${strerror(error)}.`
}
