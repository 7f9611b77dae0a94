import type { Sys } from './calls.ts'

/** What a program finds when it starts. */
export interface Start {
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  /** Build parameters written in the executable (`version=26.1.4`): one program, several releases. */
  readonly build: ReadonlyMap<string, string>
}

/** A program's entry point; returns its exit code. */
export type Main = (start: Start) => Sys<number>

export interface Program {
  readonly main: Main
  /** Resident memory of a fresh process, bytes. */
  readonly rssBytes?: number
  /** CPU used by start-up (loading, linking, initialising), milliseconds. */
  readonly startMs?: number
}

/** Programs by the name their executables carry (`coreutils/ls`). Executables without a program here fail with ENOEXEC. */
export type ProgramTable = ReadonlyMap<string, Program>

const MAGIC = '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0'
const MARK = 'cais-program:'

/** First bytes of an executable: an ELF header, then a note that names the program and its build parameters. The rest of the file is filler. */
export function executableHead(program: string, build: Readonly<Record<string, string>> = {}): string {
  const parameters = Object.entries(build).map(([key, value]) => ` ${key}=${value}`)
  return `${MAGIC}${MARK}${program}${parameters.join('')}\0`
}

export interface ExecutableNote {
  readonly program: string
  readonly build: ReadonlyMap<string, string>
}

/** Reads the note back from a file's first bytes (latin-1), undefined when it is no executable of this machine. */
export function readExecutable(head: string): ExecutableNote | undefined {
  if (!head.startsWith(MAGIC)) return undefined
  const from = head.indexOf(MARK)
  const to = head.indexOf('\0', from)
  if (from < 0 || to < 0) return undefined
  const [program = '', ...parameters] = head.slice(from + MARK.length, to).split(' ')
  const build = new Map(parameters.map((parameter) => parameter.split('=', 2) as [string, string]))
  return { program, build }
}
