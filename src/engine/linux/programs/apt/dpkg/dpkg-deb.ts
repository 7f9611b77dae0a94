import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { capture, run } from '../../../libc/spawn.ts'
import { print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { formatStanza, parseStanzas } from '../control.ts'
import { type DebFile, openDeb, unpackControl, unpackData } from '../deb-file.ts'

/** dpkg-deb(1), reading: --info, --field, --contents, --extract, --control. Leaves out building. */
export const dpkgDeb: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('I|info f|field c|contents x|extract X|vextract e|control b|build W|show'))
  const refuse = function* (message: string): Sys<number> {
    yield* printError(`dpkg-deb: error: ${message}\n`)
    return 2
  }
  if (!parsed.ok) return yield* refuse(parsed.message.replace(/^unrecognized option '(.*)'$/, 'unknown option $1'))
  const [action] = parsed.value.options
  const [path, ...rest] = parsed.value.operands
  if (!action)
    return yield* refuse(
      'need an action option\n\nType dpkg-deb --help for help about manipulating *.deb files;\nType dpkg --help for help about installing and deinstalling packages.',
    )
  if (['build', 'vextract', 'show'].includes(action.key)) {
    yield* printError(`cais: dpkg-deb: --${action.key} is not simulated\n`)
    return 2
  }
  if (path === undefined) return yield* refuse(`--${action.key} needs a .deb filename argument`)
  const deb = yield* openDeb(path)
  if (!deb.ok) return yield* refuse(deb.error)
  const target = rest[0] ?? (action.key === 'control' ? 'DEBIAN' : undefined)
  if (action.key === 'extract' || action.key === 'control') {
    if (target === undefined) return yield* refuse('--extract needs a target directory.\nPerhaps you should be using dpkg --install ?')
    yield* sys.mkdir({ path: target, mode: 0o755 })
    const done = action.key === 'extract' ? yield* unpackData(deb.value, target) : yield* unpackControl(deb.value, target)
    return done ? 0 : 2
  }
  return action.key === 'contents' ? yield* contents(deb.value) : yield* inspect(deb.value, action.key === 'field' ? rest : undefined)
}

function* contents(deb: DebFile): Sys<number> {
  const directory = `/tmp/dpkg-deb.${yield* sys.getpid({})}`
  yield* sys.mkdir({ path: directory, mode: 0o755 })
  const done = yield* unpackData(deb, directory)
  if (done) yield* run(['tar', '-cf', `${directory}.tar`, '-C', directory, '.'])
  const listed = yield* capture(['tar', '-tvf', `${directory}.tar`])
  yield* print(listed.stdout)
  yield* run(['/bin/rm', '-rf', directory, `${directory}.tar`])
  return listed.exitCode
}

function* inspect(deb: DebFile, fields: readonly string[] | undefined): Sys<number> {
  const directory = `/tmp/dpkg-deb.${yield* sys.getpid({})}`
  yield* unpackControl(deb, directory)
  const text = yield* readFile(`${directory}/control`)
  const stanza = text.ok ? parseStanzas(text.value)[0] : undefined
  const entries = yield* sys.getdents({ path: directory })
  if (fields && stanza) {
    const chosen =
      fields.length === 0 ? [...stanza] : [...stanza].filter(([name]) => fields.some((field) => field.toLowerCase() === name.toLowerCase()))
    yield* print(fields.length === 1 ? chosen.map(([, value]) => `${value}\n`).join('') : formatStanza(new Map(chosen)))
  } else if (stanza) {
    const stat = yield* sys.stat({ path: deb.path })
    yield* print(` new Debian package, version 2.0.\n size ${stat.ok ? stat.value.size : 0} bytes: control archive=${deb.control.bytes} bytes.\n`)
    for (const { name } of entries.ok ? [...entries.value].sort((a, b) => (a.name < b.name ? -1 : 1)) : []) {
      const member = yield* readFile(`${directory}/${name}`)
      if (!member.ok || name === 'list') continue
      const first = /^#!\s*(\S+)/.exec(member.value)?.[1]
      const lines = member.value.split('\n').length - 1
      yield* print(
        `${String(member.value.length).padStart(8)} bytes,${String(lines).padStart(6)} lines   ${first ? '*' : ' '}  ${name.padEnd(20)} ${first ? `#!${first}` : ''}\n`,
      )
    }
    yield* print(
      formatStanza(stanza)
        .split('\n')
        .map((line) => (line === '' ? '' : ` ${line}\n`))
        .join(''),
    )
  }
  yield* run(['/bin/rm', '-rf', directory])
  return 0
}
