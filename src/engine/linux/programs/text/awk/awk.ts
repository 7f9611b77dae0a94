import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { printError, readAll, readFileBytes } from '../../../libc/stdio.ts'
import type { Tool, ToolSpec } from '../../gnu/tool.ts'
import { Exit, gnuProgram, helpText } from '../../gnu/tool.ts'
import { Interpreter } from './interpreter.ts'
import { unescapeString } from './lex.ts'
import { parseProgram } from './parse.ts'
import { AwkError, Runtime } from './runtime.ts'
import type { Program } from './syntax.ts'
import { SyntaxProblem } from './syntax.ts'
import { fromInput } from './value.ts'

/**
 * Models awk: the language of POSIX with gawk's usual functions. The executable says which implementation's words it uses for errors
 * (`implementation=gawk`, else mawk). Left out: coprocesses, FPAT, FIELDWIDTHS, PROCINFO, @include; arrays are walked in order of insertion.
 */
const spec: ToolSpec = {
  name: 'awk',
  package: 'mawk',
  version: '1.3.4',
  usage: ['[-F fs] [-v var=value] [program | -f progfile] [file ...]'],
  summary: '',
  options: [
    ['-f, --file=FILE', 'read the program from FILE'],
    ['-F, --field-separator=FS', 'set FS'],
    ['-v, --assign=VAR=VALUE', 'assign before the program starts'],
    ['-W OPTION', 'implementation options'],
  ],
  hidden: ['-e, --source=TEXT'],
  unsimulated: [
    '-d, --dump-variables',
    '-D, --debug',
    '-i, --include=FILE',
    '-o, --pretty-print',
    '-p, --profile',
    '-S, --sandbox',
    '-c, --traditional',
    '-P, --posix',
    '-b, --characters-as-bytes',
    '-M, --bignum',
  ],
  inOrder: true,
  failure: 2,
  *run(tool) {
    if (tool.value('W')?.startsWith('v')) {
      yield* tool.out.put(`mawk ${tool.version} 20200120\n`)
      return 0
    }
    const runtime = new Runtime(tool)
    const { source, args } = yield* readSource(tool, runtime)
    try {
      const program: Program = parseProgram(source)
      prepare(tool, runtime, args)
      yield* new Interpreter(runtime, program).run()
    } catch (error) {
      const message = messageOf(runtime, error)
      if (message === undefined) throw error
      yield* runtime.sync()
      yield* runtime.out.flush()
      return yield* tool.die(message, 2)
    }
    yield* runtime.out.flush()
    return runtime.exitCode
  },
}

export const awk = gnuProgram(spec)

function messageOf(runtime: Runtime, error: unknown): string | undefined {
  if (error instanceof SyntaxProblem) {
    if (runtime.gawk)
      return `cmd. line:${error.line}: ${error.message || (error.near === '' ? 'unexpected newline or end of string' : 'syntax error')}`
    return `line ${error.line}: ${error.message || `syntax error at or near ${error.near === '' ? 'end of line' : error.near}`}`
  }
  if (error instanceof AwkError) {
    if (runtime.gawk) return `cmd. line:1: fatal: ${error.message}`
    const count = (name: string) => runtime.text(runtime.cell(name).value)
    return error.running ? `run time error: ${error.message}\n\tFILENAME="${count('FILENAME')}" FNR=${count('FNR')} NR=${count('NR')}` : error.message
  }
  return error instanceof RangeError ? 'run time error: stack overflow' : undefined
}

function* readSource(tool: Tool, runtime: Runtime): Sys<{ source: string; args: readonly string[] }> {
  const parts: string[] = []
  for (const { key, value } of tool.options.options) {
    if (key === 'source') parts.push(runtime.locale.argument(value ?? ''))
    if (key !== 'file') continue
    const bytes = value === '-' ? yield* readAll(0) : yield* readFileBytes(value ?? '')
    if (!bytes.ok) return yield* tool.die(`cannot open ${value} (${strerror(bytes.error)})`, 2)
    parts.push(runtime.locale.decode(bytes.value))
  }
  if (parts.length > 0) return { source: parts.join('\n'), args: tool.operands }
  const [first, ...args] = tool.operands
  if (first === undefined) {
    yield* printError(helpText(spec, 'awk'))
    throw new Exit(0)
  }
  return { source: runtime.locale.argument(first), args }
}

function prepare(tool: Tool, runtime: Runtime, args: readonly string[]): void {
  const argv = runtime.array('ARGV')
  argv.set('0', 'awk')
  args.forEach((arg, i) => {
    argv.set(String(i + 1), fromInput(runtime.locale.argument(arg)))
  })
  runtime.cell('ARGC').value = args.length + 1
  const environ = runtime.array('ENVIRON')
  for (const [name, value] of tool.env) environ.set(name, fromInput(runtime.locale.argument(value)))
  const separator = tool.value('field-separator')
  if (separator !== undefined) runtime.cell('FS').value = separator === 't' ? '\t' : unescapeString(runtime.locale.argument(separator))
  for (const text of tool.options.values('assign')) {
    const m = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text)
    if (!m) throw new AwkError(`improper assignment: -v ${text}`)
    runtime.assign(m[1] as string, fromInput(unescapeString(runtime.locale.argument(m[2] as string))))
  }
}
