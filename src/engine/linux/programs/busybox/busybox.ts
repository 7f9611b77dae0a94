import type { Sys } from '../../kernel/calls.ts'
import type { Main, Start } from '../../kernel/program.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { busyboxBanner } from '../net/busybox/applet.ts'
import { adapted } from './adapted.ts'
import { appletFolder, appletNames } from './applet-names.ts'
import { fileApplets } from './applets/files.ts'
import { plainApplets } from './applets/plain.ts'
import { systemApplets } from './applets/system.ts'
import { textApplets } from './applets/text.ts'

/**
 * Models BusyBox 1.36: one program that is the applet it is called as. What other rooms already do (GNU's tools, procps, the shell) is theirs with
 * BusyBox' options, usage and words around it; what prints differently is in applets/. Applets nobody modelled say so. Left out: the option
 * tables under most usage lines, `--show`, standalone shells. Build parameters: `version=`, `built=`, `libc=musl`, `variant=alpine`,
 * `times=no` (ps without TIME), `colours=no`.
 */
export const busybox: Main = function* (start) {
  const invoked = baseName(start.argv[0] ?? 'busybox').replace(/^-/, '')
  if (!invoked.startsWith('busybox')) return yield* runApplet(invoked, start)
  const [first, ...rest] = start.argv.slice(1)
  if (first === undefined) return yield* introduce(start)
  if (first === '--list' || first === '--list-full') {
    const names = appletNames(start.build.get('variant'))
    yield* print(names.map((name) => (first === '--list' ? `${name}\n` : `${appletFolder(name)}/${name}\n`)).join(''))
    return 0
  }
  if (first === '--install') return yield* installLinks(rest, start)
  if (first === '--help') {
    const [applet] = rest
    return applet === undefined ? yield* introduce(start) : yield* runApplet(applet, { ...start, argv: [applet, '--help'] })
  }
  return yield* runApplet(baseName(first), { ...start, argv: [first, ...rest] })
}

const modelled: ReadonlyMap<string, Main> = new Map([
  ...Object.entries({ ...fileApplets, ...textApplets, ...systemApplets }).map(([name, applet]) => [name, adapted(name, applet)] as const),
  ...Object.entries(plainApplets),
])

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

function* runApplet(name: string, start: Start): Sys<number> {
  if (!appletNames(start.build.get('variant')).includes(name)) {
    yield* printError(`${name}: applet not found\n`)
    return 127
  }
  const main = modelled.get(name)
  if (main) return yield* main(start)
  yield* printError(`cais: ${name} is not simulated\n`)
  return 127
}

function* installLinks(words: readonly string[], start: Start): Sys<number> {
  const symbolic = words[0] === '-s'
  const directory = words[symbolic ? 1 : 0]
  const self = yield* sys.readlink({ path: '/proc/self/exe' })
  const target = self.ok ? self.value : '/bin/busybox'
  for (const name of appletNames(start.build.get('variant'))) {
    const path = directory === undefined ? `/${appletFolder(name)}/${name}` : `${directory}/${name}`
    const made = symbolic ? yield* sys.symlink({ target, path }) : yield* sys.link({ from: target, to: path })
    if (!made.ok && made.error !== 'EEXIST')
      yield* printError(`busybox: ${path}: ${made.error === 'EXDEV' ? 'Invalid cross-device link' : 'No such file or directory'}\n`)
  }
  return 0
}

/** What it says without arguments: who it is, how it is called, what it knows, in lines as wide as the terminal. */
function* introduce(start: Start): Sys<number> {
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  const width = size.ok && size.value.cols > 0 ? size.value.cols : 80
  let [list, column] = ['', 0]
  for (const name of appletNames(start.build.get('variant'))) {
    if (column >= width - (name.length + 2)) {
      list += ',\n'
      column = 0
    }
    list += column === 0 ? '\t' : ', '
    if (column === 0) column = 6
    list += name
    column += name.length + 2
  }
  yield* print(
    `${busyboxBanner(start.build)} multi-call binary.\nBusyBox is copyrighted by many authors between 1998-2015.\nLicensed under GPLv2. See source distribution for detailed\ncopyright notices.\n\nUsage: busybox [function [arguments]...]\n   or: busybox --list[-full]\n   or: busybox --show SCRIPT\n   or: busybox --install [-s] [DIR]\n   or: function [arguments]...\n\n\tBusyBox is a multi-call binary that combines many common Unix\n\tutilities into a single executable.  Most people will create a\n\tlink to busybox for each function they wish to use and BusyBox\n\twill act like whatever it was invoked as.\n\nCurrently defined functions:\n${list}\n\n`,
  )
  return 0
}
