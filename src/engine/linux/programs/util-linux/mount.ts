import type { MountFlags, Res, Sys } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import { strerror } from '../../kernel/errno.ts'
import { printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import type { Utility } from './frame.ts'
import { utility } from './frame.ts'
import type { Wanted } from './mount-options.ts'
import { readFstab, wantedOf } from './mount-options.ts'

/** Models mount(8): listing, fstab, binds, moves, propagation, remounts. Leaves out loop devices, labels, helpers and user mounts. */
export const mount = utility({
  name: 'mount',
  usage: [
    '[-lhV]',
    '-a [options]',
    '[options] [--source] <source> | [--target] <directory>',
    '[options] <source> <directory>',
    '<operation> <mountpoint> [<target>]',
  ],
  summary: 'Mount a filesystem.',
  options:
    'a|all l|show-labels t|types= o|options= r|read-only w|read-write v|verbose n|no-mtab f|fake B|bind R|rbind M|move T|fstab= O|test-opts= F|fork i|internal-only s L|label= U|uuid= N|namespace= c source= target= make-shared make-slave make-private make-unbindable make-rshared make-rslave make-rprivate make-runbindable mkdir',
  unsimulated: ['fake', 'fstab', 'test-opts', 'fork', 'label', 'uuid', 'namespace', 'mkdir', 's', 'c'],
  *run(run) {
    const operands = [run.value('source'), run.value('target'), ...run.operands].filter((one) => one !== undefined)
    if (operands.length === 0 && !run.has('all')) return yield* list(run)
    if (operands.length > 2) return yield* run.usageError('bad usage')
    if (run.has('all')) return yield* mountAll(run)
    const wanted = wantedOf(run)
    const [first = '', second] = operands
    if (second !== undefined) return yield* mountOne(run, first, yield* absolute(second), wanted)
    if (wanted.flags.remount || wanted.flags.propagation) return yield* mountOne(run, 'none', yield* absolute(first), wanted)
    return yield* fromFstab(run, first, wanted)
  },
})

function* absolute(path: string): Sys<string> {
  return (yield* canonicalPath(path, 'missing')) ?? path
}

function* list(run: Utility): Sys<number> {
  const text = yield* readFile('/proc/self/mounts')
  const types = run.value('types')?.split(',')
  for (const line of text.ok ? text.value.split('\n').filter(Boolean) : []) {
    const [source = '', target = '', type = '', options = ''] = line.split(' ').map((word) => word.replace(/\\040/g, ' '))
    if (!types || types.includes(type)) yield* run.say(`${source} on ${target} type ${type} (${options})\n`)
  }
  return 0
}

function* mountAll(run: Utility): Sys<number> {
  const mounted = yield* readFile('/proc/self/mounts')
  const targets = new Set(mounted.ok ? mounted.value.split('\n').map((line) => line.split(' ')[1]) : [])
  let status = 0
  for (const entry of yield* readFstab()) {
    if (entry.type === 'swap' || entry.target === '/' || entry.options.split(',').includes('noauto') || targets.has(entry.target)) continue
    status = (yield* mountOne(run, entry.source, entry.target, wantedOf(run, entry))) || status
  }
  return status
}

function* fromFstab(run: Utility, name: string, wanted: Wanted): Sys<number> {
  const path = yield* absolute(name)
  const entry = (yield* readFstab()).find((one) => one.target === path || one.source === name)
  if (entry) return yield* mountOne(run, entry.source, entry.target, wantedOf(run, entry))
  if (wanted.flags.bind) return yield* run.usageError('bad usage')
  return yield* run.fail(run.old ? `can't find ${name} in /etc/fstab` : `${name}: can't find in /etc/fstab.`, 1)
}

function* mountOne(run: Utility, source: string, target: string, wanted: Wanted): Sys<number> {
  const { euid } = yield* sys.getcredentials({})
  if (euid !== 0) {
    if (run.old) return yield* run.fail('only root can do that', 1)
    return yield* run.fail(`${target}: must be superuser to use mount.\n${hint}`, 32)
  }
  if (wanted.options.includes('loop')) {
    yield* printError('cais: mount: loop devices are not simulated\n')
    return 32
  }
  const from = wanted.flags.bind || wanted.flags.move ? yield* absolute(source) : source
  const done = yield* perform(from, target, wanted)
  if (!done.ok) return yield* complain(run, source, target, wanted, done.error)
  if (run.has('verbose')) yield* run.say(`mount: ${source} mounted on ${target}.\n`)
  return 0
}

/** A bind takes its flags in a second call, as mount(8) does it. */
function* perform(source: string, target: string, wanted: Wanted): Sys<Res<void>> {
  const options = wanted.options.join(',')
  if (wanted.flags.propagation && !wanted.flags.bind) return yield* sys.mount({ source, target, flags: wanted.flags })
  if (wanted.flags.bind && !wanted.flags.remount) {
    const bound = yield* sys.mount({ source, target, flags: wanted.flags })
    if (!bound.ok || options === '' || options === 'defaults') return bound
    return yield* sys.mount({ source, target, options, flags: { bind: true, remount: true } })
  }
  if (wanted.flags.remount || wanted.flags.move) return yield* sys.mount({ source, target, options, flags: wanted.flags })
  let result: Res<void> = { ok: false, error: 'ENODEV' }
  for (const type of wanted.type === undefined || wanted.type === 'auto' ? yield* diskTypes() : [wanted.type]) {
    result = yield* sys.mount({ source, target, type, options, flags: wanted.flags satisfies MountFlags })
    if (result.ok || (result.error !== 'EINVAL' && result.error !== 'ENODEV')) break
  }
  return result
}

function* diskTypes(): Sys<readonly string[]> {
  const text = yield* readFile('/proc/filesystems')
  return text.ok ? text.value.split('\n').flatMap((line) => (line.startsWith('\t') ? [line.trim()] : [])) : []
}

const hint = '       dmesg(1) may have more information after failed mount system call.'

function* complain(run: Utility, source: string, target: string, wanted: Wanted, error: Errno): Sys<number> {
  const say = (now: string, before: string) => run.fail(run.old ? before : `${target}: ${now}`, 32)
  const called = (now: string, before: string) => run.fail(run.old ? before : `${target}: ${now}\n${hint}`, 32)
  const place = yield* sys.stat({ path: target })
  if (!place.ok && place.error === 'ENOENT') return yield* say('mount point does not exist.', `mount point ${target} does not exist`)
  if (error === 'ENOTDIR' && place.ok && place.value.type !== 'directory' && !wanted.flags.bind)
    return yield* say('mount point is not a directory.', `mount point ${target} is not a directory`)
  const device = yield* sys.stat({ path: source })
  if (error === 'ENOENT' || (source.startsWith('/') && !device.ok))
    return yield* say(`special device ${source} does not exist.`, `special device ${source} does not exist`)
  if (error === 'ENODEV' && wanted.type !== undefined)
    return yield* called(`unknown filesystem type '${wanted.type}'.`, `unknown filesystem type '${wanted.type}'`)
  if (error === 'ENOTBLK' || (wanted.type === undefined && device.ok && device.value.type === 'file'))
    return yield* say(`${source} is not a block device.`, `${source} is not a block device`)
  if (error === 'EBUSY') return yield* called(`${source} already mounted or mount point busy.`, `${source} is already mounted or ${target} busy`)
  if (error === 'EINVAL' && wanted.flags.remount)
    return yield* called('mount point not mounted or bad option.', `${target} not mounted or bad option`)
  if (error === 'EPERM' || error === 'EACCES') return yield* called('permission denied.', 'permission denied')
  if (error === 'EINVAL' || error === 'ENODEV')
    return yield* called(
      `wrong fs type, bad option, bad superblock on ${source}, missing codepage or helper program, or other error.`,
      `wrong fs type, bad option, bad superblock on ${source},\n       missing codepage or helper program, or other error\n\n       In some cases useful info is found in syslog - try\n       dmesg | tail or so.`,
    )
  return yield* called(`mount(2) system call failed: ${strerror(error)}.`, `mount ${source} on ${target} failed: ${strerror(error)}`)
}
