import type { Res, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { mountEntries } from '../../coreutils/mount-list.ts'
import { canonicalPath } from '../../gnu/canonical-path.ts'
import type { Applet } from '../../net/busybox/applet.ts'
import { appletOptions, appletUsage } from '../../net/busybox/applet.ts'
import type { Wanted } from '../../util-linux/mount-options.ts'
import { readFstab, wantedOf } from '../../util-linux/mount-options.ts'

const mountApplet: Applet = {
  name: 'mount',
  options:
    'o|options: t|types: r|read-only w|read-write v n f i s a O: bind rbind move make-shared make-slave make-private make-unbindable make-rshared make-rslave make-rprivate make-runbindable',
  usage: '[OPTIONS] [-o OPT] DEVICE NODE',
  summary: 'Mount a filesystem. Filesystem autodetection requires /proc.',
  unsimulated: ['f', 'a', 'O'],
}

/** Models BusyBox' mount: listing, fstab entries, binds and types. Loop devices and helpers are not simulated. */
export const mount: Main = function* (start) {
  const options = yield* appletOptions(mountApplet, start)
  if (typeof options === 'number') return options
  const [first, second] = options.operands
  if (first === undefined) return yield* list(options.value('types'))
  let [source, target] = [first, second ?? first]
  let wanted = wantedOf(options)
  if (second === undefined) {
    if (!wanted.flags.remount && !wanted.flags.propagation) {
      const entry = (yield* readFstab()).find((one) => one.target === first || one.source === first)
      if (!entry) {
        yield* printError(`mount: can't find ${first} in /etc/fstab\n`)
        return 1
      }
      ;[source, target, wanted] = [entry.source, entry.target, wantedOf(options, entry)]
    } else source = 'none'
  }
  const done = yield* attach(source, target, wanted)
  if (done.ok) return 0
  if (done.error === 'EPERM') yield* printError('mount: permission denied (are you root?)\n')
  else yield* printError(`mount: mounting ${source} on ${target} failed: ${strerror(done.error)}\n`)
  return done.error === 'EPERM' ? 1 : 255
}

function* attach(source: string, target: string, wanted: Wanted): Sys<Res<void>> {
  const options = wanted.options.join(',')
  const from = wanted.flags.bind || wanted.flags.move ? ((yield* canonicalPath(source, 'missing')) ?? source) : source
  const to = (yield* canonicalPath(target, 'missing')) ?? target
  if (wanted.flags.bind && !wanted.flags.remount) {
    const bound = yield* sys.mount({ source: from, target: to, flags: wanted.flags })
    return bound.ok && options !== '' ? yield* sys.mount({ source: from, target: to, options, flags: { bind: true, remount: true } }) : bound
  }
  if (wanted.flags.remount || wanted.flags.move || wanted.flags.propagation)
    return yield* sys.mount({ source: from, target: to, options, flags: wanted.flags })
  let result: Res<void> = { ok: false, error: 'ENODEV' }
  for (const type of wanted.type === undefined || wanted.type === 'auto' ? yield* diskTypes() : [wanted.type]) {
    result = yield* sys.mount({ source: from, target: to, type, options, flags: wanted.flags })
    if (result.ok || (result.error !== 'EINVAL' && result.error !== 'ENODEV')) break
  }
  return result
}

function* diskTypes(): Sys<readonly string[]> {
  const text = yield* readFile('/proc/filesystems')
  return text.ok ? text.value.split('\n').flatMap((line) => (line.startsWith('\t') ? [line.trim()] : [])) : []
}

function* list(type: string | undefined): Sys<number> {
  const text = yield* readFile('/proc/mounts')
  for (const line of text.ok ? text.value.split('\n').filter(Boolean) : []) {
    const [source = '', target = '', kind = '', options = ''] = line.split(' ').map((word) => word.replaceAll('\\040', ' '))
    if (type === undefined || type === kind) yield* print(`${source} on ${target} type ${kind} (${options})\n`)
  }
  return 0
}

const umountApplet: Applet = {
  name: 'umount',
  options: 'f l n r a d v t:',
  usage: '[-rlfmda] [-t FSTYPE] FILESYSTEM|DIRECTORY',
  summary: 'Unmount filesystems',
  unsimulated: ['a', 'r'],
}

export const umount: Main = function* (start) {
  const options = yield* appletOptions(umountApplet, start)
  if (typeof options === 'number') return options
  if (options.operands.length === 0) return yield* appletUsage(umountApplet, start.build)
  let status = 0
  for (const name of options.operands) {
    const path = (yield* canonicalPath(name, 'existing')) ?? name
    const entry = (yield* mountEntries()).findLast(({ target, source }) => target === path || source === name)
    const done = yield* sys.umount({ target: entry?.target ?? path, lazy: options.has('l') })
    if (done.ok) continue
    yield* printError(`umount: can't unmount ${name}: ${strerror(done.error)}\n`)
    status = 1
  }
  return status
}
