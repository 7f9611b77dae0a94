import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { LineReader, print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { Machine, Quit, Trouble } from './machine.ts'

/**
 * Models GNU bc 1.06 and 1.07: numbers of any length, scale and bases, conditions and loops, print, sqrt, length, scale, and -l's e, l, a, s, c.
 * Leaves out functions of one's own (define), arrays, read and Bessel's j.
 */
const banner = (version: string): string => `bc ${version}
Copyright 1991-1994, 1997, 1998, 2000, 2004, 2006${version === '1.06.95' ? '' : ', 2008, 2012-2017'} Free Software Foundation, Inc.
This is free software with ABSOLUTELY NO WARRANTY.
For details type \`warranty'. 
`

export const bc: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('c|compile h|help i|interactive l|mathlib q|quiet s|standard w|warn v|version x'))
  const version = (yield* sys.stat({ path: '/etc/redhat-release' })).ok ? '1.06.95' : '1.07.1'
  if (!parsed.ok) {
    yield* printError(`bc: ${parsed.message}\nusage: bc [options] [file ...]\n`)
    return 1
  }
  const options = parsed.value
  if (options.has('compile')) {
    yield* printError('cais: bc: --compile is not simulated\n')
    return 1
  }
  if (options.has('help') || options.has('version')) {
    yield* print(options.has('help') ? 'usage: bc [options] [file ...]\n' : banner(version))
    return 0
  }
  const terminal = (yield* sys.tcgetattr({ fd: 0 })).ok
  if (terminal && !options.has('quiet') && (yield* sys.tcgetattr({ fd: 1 })).ok) yield* print(banner(version))
  let output = ''
  const machine = new Machine((text) => {
    output += text
  }, options.has('mathlib'))
  const flush = function* (): Sys<void> {
    const text = output
    output = ''
    if (text !== '') yield* print(text)
  }
  for (const name of [...options.operands, '']) {
    const fd = name === '' ? { ok: true as const, value: 0 } : yield* sys.open({ path: name, flags: O.RDONLY })
    if (!fd.ok) {
      yield* printError(`File ${name} is unavailable.\n`)
      return 1
    }
    if (yield* consume(machine, new LineReader(fd.value), name || '(standard_in)', flush)) return 0
  }
  return 0
}

/** Runs the lines of a file, whole blocks at a time; true when one said quit. */
function* consume(machine: Machine, lines: LineReader, name: string, flush: () => Sys<void>): Sys<boolean> {
  let pending = ''
  for (let number = 1; ; number++) {
    const line = yield* lines.next()
    if (!line.ok || line.value === undefined) return false
    pending += `${line.value.text.replace(/\\$/, '')}\n`
    if (unfinished(pending) || line.value.text.endsWith('\\')) continue
    const text = pending
    pending = ''
    try {
      machine.run(text)
    } catch (trouble) {
      if (trouble instanceof Quit) {
        yield* flush()
        return true
      }
      if (!(trouble instanceof Trouble)) throw trouble
      yield* flush()
      yield* printError(
        /^[A-Z]/.test(trouble.message) ? `Runtime error (func=(main), adr=3): ${trouble.message}\n` : `${name} ${number}: ${trouble.message}\n`,
      )
    }
    yield* flush()
  }
}

/** Open braces, strings or comments. */
function unfinished(text: string): boolean {
  const bare = text.replace(/"[^"]*"|\/\*[\s\S]*?\*\//g, '')
  return (bare.match(/\{/g)?.length ?? 0) > (bare.match(/\}/g)?.length ?? 0) || bare.includes('"') || bare.includes('/*')
}
