import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { basename, dirname, joinPath } from '../../../libc/paths.ts'
import { printError, readAll } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Tool, ToolSpec } from '../../gnu/tool.ts'
import { Exit, gnuProgram, helpText } from '../../gnu/tool.ts'
import { Execution } from './execute.ts'
import { SedInput } from './input.ts'
import { SedOutput } from './output.ts'
import type { Script } from './parse.ts'
import { parseScript, Scanner } from './parse.ts'
import { ScriptError } from './script.ts'

/** Models GNU sed 4.9: the whole language. Left out: --debug, --follow-symlinks. */
const sedSpec: ToolSpec = {
  name: 'sed',
  package: 'GNU sed',
  version: '4.9',
  usage: ['[OPTION]... {script-only-if-no-other-script} [input-file]...'],
  summary: '',
  usageOnError: true,
  options: [
    ['-n, --quiet, --silent', 'print only when told to'],
    ['-e, --expression=SCRIPT', 'add SCRIPT to the commands'],
    ['-f, --file=SCRIPT-FILE', 'add the commands of SCRIPT-FILE'],
    ['-E, -r, --regexp-extended', 'use extended regular expressions'],
    ['-i[SUFFIX], --in-place[=SUFFIX]', 'edit files in place (keep a backup with SUFFIX)'],
    ['-l, --line-length=N', "where the 'l' command breaks lines"],
    ['--posix', 'no GNU extensions'],
    ['-s, --separate', 'take files as separate, not as one stream'],
    ['--sandbox', 'refuse the e, r and w commands'],
    ['-u, --unbuffered', 'flush output often'],
    ['-z, --null-data', 'lines end in NUL'],
  ],
  unsimulated: ['--debug', '--follow-symlinks', '-b, --binary'],
  *run(tool) {
    const { script, files } = yield* readScript(tool)
    const parsed = yield* compile(tool, script)
    const inPlace = tool.has('in-place')
    const output = new SedOutput(tool, tool.has('unbuffered'))
    yield* output.prepare(
      parsed.commands.flatMap(({ name, text, substitution }) =>
        name === 'w' || name === 'W' ? [text ?? ''] : substitution?.file !== undefined ? [substitution.file] : [],
      ),
    )
    const edit = new InPlace(tool, output)
    const input = new SedInput(tool, files.length > 0 ? files : ['-'], inPlace || tool.has('separate'), tool.has('null-data') ? 0 : 10, {
      begin: (file) => (inPlace ? edit.begin(file) : always()),
      end: (file) => (inPlace ? edit.end(file) : nothing()),
    })
    const execution = new Execution(tool, parsed.commands, input, output, {
      silent: tool.has('quiet') || parsed.silent,
      posix: tool.has('posix'),
      lineEnd: tool.has('null-data') ? '\0' : '\n',
      lineWidth: Number(tool.value('line-length') ?? 70),
    })
    yield* execution.run()
    yield* input.finish()
    yield* output.flush()
    return execution.exitCode || tool.status || (input.failed ? 2 : 0)
  },
}

export const sed = gnuProgram(sedSpec)

function* always(): Sys<boolean> {
  return true
}

function* nothing(): Sys<void> {}

function* readScript(tool: Tool): Sys<{ script: string; files: readonly string[] }> {
  const parts: string[] = []
  for (const { key, value } of tool.options.options) {
    if (key === 'expression') parts.push(tool.locale.argument(value ?? ''))
    if (key === 'file') parts.push((yield* readScriptFile(tool, value ?? '')).replace(/\n$/, ''))
  }
  if (parts.length > 0) return { script: parts.join('\n'), files: tool.operands }
  const [first, ...files] = tool.operands
  if (first !== undefined) return { script: tool.locale.argument(first), files }
  yield* printError(helpText(sedSpec, tool.name))
  throw new Exit(1)
}

function* readScriptFile(tool: Tool, name: string): Sys<string> {
  const fd = yield* tool.openInput(name)
  const bytes = fd.ok ? yield* readAll(fd.value) : fd
  if (!bytes.ok) return yield* tool.die(`couldn't open file ${name}: ${strerror(bytes.error)}`, 4)
  const text = tool.locale.decode(bytes.value)
  return text.startsWith('#!') ? text.replace(/^#!.*\n?/, '') : text
}

function* compile(tool: Tool, text: string): Sys<Script> {
  const scanner = new Scanner(text, {
    extended: tool.has('regexp-extended'),
    utf8: tool.locale.utf8,
    posix: tool.has('posix'),
    sandbox: tool.has('sandbox'),
  })
  try {
    const script = parseScript(scanner)
    if (
      tool.has('sandbox') &&
      script.commands.some(({ name, substitution }) => 'erRwW'.includes(name) || substitution?.evaluate || substitution?.file !== undefined)
    )
      throw new ScriptError('e/r/w commands disabled in sandbox mode')
    return script
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    const position = error.positioned ? Math.min(scanner.at, text.length) : 0
    if (error.message.startsWith("can't find label")) yield* tool.die(error.message, 4)
    return yield* tool.die(`-e expression #1, char ${position}: ${error.message}`)
  }
}

/** -i: writes beside the file and then takes its place, mode and owner kept. */
class InPlace {
  private temporary: string | undefined

  constructor(
    private readonly tool: Tool,
    private readonly output: SedOutput,
  ) {}

  *begin(file: string): Sys<boolean> {
    const stat = yield* sys.stat({ path: file })
    if (!stat.ok || stat.value.type !== 'file') {
      yield* this.tool.fail(`couldn't edit ${file}: not a regular file`)
      return false
    }
    const letters = Array.from(
      yield* sys.getrandom({ count: 6 }),
      (byte) => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[byte % 62],
    ).join('')
    this.temporary = joinPath(dirname(file), `sed${letters}`)
    const fd = yield* sys.open({ path: this.temporary, flags: O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, mode: 0o600 })
    if (!fd.ok) return yield* this.tool.die(`couldn't open temporary file ${this.temporary}: ${strerror(fd.error)}`, 4)
    yield* sys.chown({ path: this.temporary, uid: stat.value.uid, gid: stat.value.gid })
    yield* sys.fchmod({ fd: fd.value, mode: stat.value.mode })
    yield* this.output.redirect(fd.value)
    return true
  }

  *end(file: string): Sys<void> {
    if (this.temporary === undefined) return
    yield* this.output.redirect(undefined)
    const suffix = this.tool.value('in-place')
    if (suffix) {
      const name = suffix.includes('*') ? suffix.replaceAll('*', basename(file)) : basename(file) + suffix
      yield* sys.rename({ from: file, to: name.includes('/') ? name : joinPath(dirname(file), name) })
    }
    const renamed = yield* sys.rename({ from: this.temporary, to: file })
    if (!renamed.ok) yield* this.tool.die(`cannot rename ${this.temporary}: ${strerror(renamed.error)}`, 4)
    this.temporary = undefined
  }
}
