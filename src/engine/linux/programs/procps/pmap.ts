import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { print, printError, readFile } from '../../libc/stdio.ts'
import { commandLine, readProcess } from './proc/process.ts'

/** Models pmap of procps-ng, its short form: the mappings the kernel's model knows. Left out: -x, -X, -d. */
export const pmap: Main = function* ({ argv }) {
  const pids = argv.slice(1).filter((word) => !word.startsWith('-'))
  const option = argv.slice(1).find((word) => word.startsWith('-') && word !== '-q')
  if (option !== undefined) {
    yield* printError(`cais: pmap: ${option} is not simulated\n`)
    return 1
  }
  if (pids.length === 0) {
    yield* printError("pmap: argument missing\nTry `pmap --help' for more information.\n")
    return 1
  }
  let code = 0
  for (const text of pids) {
    const shown = yield* mapsOf(Number(text), !argv.includes('-q'))
    if (!shown) code = 42
  }
  return code
}

function* mapsOf(pid: number, framed: boolean): Sys<boolean> {
  const process = yield* readProcess(pid)
  if (!process) return false
  const maps = yield* readFile(`/proc/${pid}/maps`)
  yield* print(`${pid}:   ${commandLine(process)}\n`)
  let total = 0
  for (const line of maps.ok ? maps.value.trim().split('\n').filter(Boolean) : []) {
    const [range = '', access = '', , , , ...rest] = line.split(/\s+/)
    const [from = '0', to = '0'] = range.split('-')
    const kb = (Number.parseInt(to, 16) - Number.parseInt(from, 16)) / 1024
    total += kb
    const name = rest.join(' ')
    const shown = name === '[stack]' ? '  [ stack ]' : name === '' || name.startsWith('[') ? '  [ anon ]' : (name.split('/').pop() ?? '')
    yield* print(`${from.padStart(16, '0')} ${String(kb).padStart(6)}K ${access.replace('p', '-')}- ${shown}\n`)
  }
  if (framed) yield* print(` total ${`${total}K`.padStart(16)}\n`)
  return true
}
