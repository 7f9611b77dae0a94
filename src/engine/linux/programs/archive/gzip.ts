import { Gunzip, Gzip } from 'fflate'
import type { Fd, Stat, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { basename, joinPath } from '../../libc/paths.ts'
import { printError, writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { Exit, gnuProgram } from '../gnu/tool.ts'

/** Models gzip(1), gunzip(1) and zcat(1). Exit status 1 for errors, 2 for warnings. */
export const gzip = gzipProgram([])
export const gunzip = gzipProgram(['-d'])
export const zcat = gzipProgram(['-d', '-c'])

function gzipProgram(prefix: readonly string[]) {
  return gnuProgram({
    name: 'gzip',
    package: 'GNU gzip',
    version: '1.12',
    usage: ['[OPTION]... [FILE]...'],
    summary: 'Compress or uncompress FILEs (by default, compress FILES in-place).',
    options: [
      ['-c, --stdout, --to-stdout', 'write on standard output, keep original files'],
      ['-d, --decompress, --uncompress', 'decompress'],
      ['-f, --force', 'force overwrite of output file and compress links'],
      ['-h, --help', 'give this help'],
      ['-k, --keep', 'keep input files'],
      ['-l, --list', 'list compressed file contents'],
      ['-n, --no-name', 'do not save or restore the original name and time stamp'],
      ['-N, --name', 'save or restore the original name and time stamp'],
      ['-q, --quiet, --silent', 'suppress all warnings'],
      ['-r, --recursive', 'operate recursively on directories'],
      ['-S, --suffix=SUF', 'use suffix SUF on compressed files'],
      ['-t, --test', 'test compressed file integrity'],
      ['-v, --verbose', 'verbose mode'],
      ['-V, --version', 'display version number'],
      ['-1, --fast', 'compress faster'],
      ['-9, --best', 'compress better'],
    ],
    hidden: ['-2', '-3', '-4', '-5', '-6', '-7', '-8', '-a, --ascii'],
    unsimulated: ['--rsyncable', '--synchronous'],
    shortName: true,
    hintText: `Try \`gzip --help' for more information.`,
    rewrite: (args) => [...prefix, ...args],
    *run(tool) {
      const run = new Run(tool)
      yield* run.all()
      return run.code
    },
  })
}

interface Result {
  readonly inBytes: number
  readonly outBytes: number
}

class Run {
  code = 0
  private readonly name = 'gzip'
  private readonly suffix: string
  private readonly decompressing: boolean
  private readonly toStdout: boolean
  private listed = false

  constructor(private readonly tool: Tool) {
    this.suffix = tool.value('suffix') ?? '.gz'
    this.decompressing = tool.has('decompress') || tool.has('test') || tool.has('list')
    this.toStdout = tool.has('stdout')
  }

  *all(): Sys<void> {
    const { operands } = this.tool
    if (operands.length === 0) return yield* this.standard()
    for (const operand of operands) yield* operand === '-' ? this.standard() : this.file(operand)
  }

  private *complain(message: string, code: 1 | 2): Sys<void> {
    yield* this.tool.out.flush()
    if (!(code === 2 && this.tool.has('quiet'))) yield* printError(`${this.name}: ${message}\n`)
    this.code = code === 1 || this.code === 1 ? 1 : 2
  }

  private *standard(): Sys<void> {
    const terminal = (fd: Fd) => sys.tcgetattr({ fd })
    if (!this.tool.has('force') && (yield* terminal(this.decompressing ? 0 : 1)).ok) {
      const verb = this.decompressing ? 'read from' : 'written to'
      yield* printError(
        `${this.name}: compressed data not ${verb} a terminal. Use -f to force ${this.decompressing ? 'de' : ''}compression.\nFor help, type: ${this.name} -h\n`,
      )
      throw new Exit(1)
    }
    yield* this.convert(0, this.tool.has('test') ? undefined : 1, 'stdin', undefined)
  }

  private *file(path: string): Sys<void> {
    const { tool } = this
    const follows = this.toStdout || tool.has('force')
    let input = path
    let stat = yield* sys.stat({ path, noFollow: !follows })
    if (!stat.ok && this.decompressing && stat.error === 'ENOENT' && !path.endsWith(this.suffix)) {
      input = path + this.suffix
      stat = yield* sys.stat({ path: input, noFollow: !follows })
    }
    if (!stat.ok) return yield* this.complain(`${input}: ${strerror(stat.error)}`, 1)
    if (stat.value.type === 'directory') {
      if (!tool.has('recursive')) return yield* this.complain(`${input} is a directory -- ignored`, 2)
      return yield* this.directory(input)
    }
    if (stat.value.type === 'symlink') return yield* this.complain(`${input}: Too many levels of symbolic links`, 1)
    if (stat.value.type !== 'file' && !this.toStdout) return yield* this.complain(`${input} is not a directory or a regular file - ignored`, 2)
    const output = yield* this.outputName(input)
    if (output === undefined) return
    yield* this.convertFile(input, output, stat.value)
  }

  private *directory(path: string): Sys<void> {
    const entries = yield* sys.getdents({ path })
    if (!entries.ok) return yield* this.complain(`${path}: ${strerror(entries.error)}`, 1)
    for (const { name } of entries.value) if (name !== '.' && name !== '..') yield* this.file(joinPath(path, name))
  }

  /** Name of the result; undefined after a message. */
  private *outputName(input: string): Sys<string | undefined> {
    if (!this.decompressing) {
      if (input.endsWith(this.suffix) && !this.toStdout) {
        yield* printError(`${this.name}: ${input} already has ${this.suffix} suffix -- unchanged\n`)
        return undefined
      }
      return input + this.suffix
    }
    if (input.endsWith(this.suffix)) return input.slice(0, -this.suffix.length)
    const short = /\.(?:tgz|taz)$/.exec(input)
    if (short) return `${input.slice(0, short.index)}.tar`
    if (/[-._]z$/.test(input) || input.endsWith('-gz')) return input.replace(/[-._]g?z$/, '')
    if (this.toStdout || this.tool.has('list') || this.tool.has('test')) return input
    yield* this.complain(`${input}: unknown suffix -- ignored`, 2)
    return undefined
  }

  private *convertFile(input: string, output: string, stat: Stat): Sys<void> {
    const { tool } = this
    const from = yield* sys.open({ path: input, flags: O.RDONLY | O.CLOEXEC })
    if (!from.ok) return yield* this.complain(`${input}: ${strerror(from.error)}`, 1)
    const inPlace = !this.toStdout && !tool.has('test') && !tool.has('list')
    let to: Fd | undefined = this.toStdout && !tool.has('list') && !tool.has('test') ? 1 : undefined
    if (inPlace) {
      const opened = yield* this.openOutput(output)
      if (opened === undefined) {
        yield* sys.close({ fd: from.value })
        return
      }
      to = opened
    }
    const result = yield* this.convert(from.value, to, input, stat)
    yield* sys.close({ fd: from.value })
    if (!inPlace) return
    yield* sys.close({ fd: to as Fd })
    if (!result) {
      yield* sys.unlink({ path: output })
      return
    }
    yield* sys.chown({ path: output, uid: stat.uid, gid: stat.gid })
    yield* sys.chmod({ path: output, mode: stat.mode })
    yield* sys.utimens({ path: output, atimeMs: stat.atimeMs, mtimeMs: stat.mtimeMs })
    if (!tool.has('keep')) yield* sys.unlink({ path: input })
    if (tool.has('verbose'))
      yield* printError(`${input}:\t${ratio(result, this.decompressing)} -- ${tool.has('keep') ? 'created' : 'replaced with'} ${output}\n`)
  }

  private *openOutput(path: string): Sys<Fd | undefined> {
    const { tool } = this
    const flags = O.WRONLY | O.CREAT | O.CLOEXEC
    const fd = yield* sys.open({ path, flags: flags | (tool.has('force') ? O.TRUNC : O.EXCL), mode: 0o600 })
    if (fd.ok) return fd.value
    if (fd.error !== 'EEXIST') {
      yield* this.complain(`${path}: ${strerror(fd.error)}`, 1)
      return undefined
    }
    yield* printError(`${this.name}: ${path} already exists;`)
    if ((yield* sys.tcgetattr({ fd: 0 })).ok) {
      yield* printError(' do you wish to overwrite (y or n)? ')
      const answer = yield* sys.read({ fd: 0, count: 1024 })
      if (answer.ok && /^[yY]/.test(String.fromCharCode(...answer.value))) {
        const again = yield* sys.open({ path, flags: flags | O.TRUNC, mode: 0o600 })
        if (again.ok) return again.value
      }
    }
    yield* printError('\tnot overwritten\n')
    this.code ||= 2
    return undefined
  }

  /** Undefined after a message. */
  private *convert(from: Fd, to: Fd | undefined, name: string, stat: Stat | undefined): Sys<Result | undefined> {
    const { tool } = this
    const result = this.decompressing ? yield* this.inflate(from, to, name) : yield* this.deflate(from, to as Fd, stat ? name : undefined, stat)
    if (!result) return undefined
    if (tool.has('list')) yield* this.list(name, result)
    else if (tool.has('test') && tool.has('verbose')) yield* printError(`${name}:\t OK\n`)
    else if (tool.has('verbose') && this.toStdout) yield* printError(`${name}:\t${ratio(result, this.decompressing)}\n`)
    return result
  }

  private *deflate(from: Fd, to: Fd, name: string | undefined, stat: Stat | undefined): Sys<Result | undefined> {
    const { tool } = this
    const keepsName = name !== undefined && !tool.has('no-name')
    const chunks: Uint8Array[] = []
    const stream = new Gzip(
      { mtime: keepsName && stat ? Math.floor(stat.mtimeMs / 1000) * 1000 : 0, level: levelOf(tool), ...(keepsName && { filename: basename(name) }) },
      (chunk) => {
        chunks.push(chunk)
      },
    )
    let [inBytes, outBytes] = [0, 0]
    for (;;) {
      const chunk = yield* sys.read({ fd: from, count: 65_536 })
      if (!chunk.ok) {
        yield* this.complain(`${name ?? 'stdin'}: ${strerror(chunk.error)}`, 1)
        return undefined
      }
      inBytes += chunk.value.length
      stream.push(chunk.value, chunk.value.length === 0)
      yield* sys.compute({ ms: chunk.value.length / 40_000 })
      for (const part of chunks.splice(0)) {
        outBytes += part.length
        const written = yield* writeBytes(to, part)
        if (!written.ok) {
          yield* this.complain(`${name ?? 'stdout'}: ${strerror(written.error)}`, 1)
          return undefined
        }
      }
      if (chunk.value.length === 0) return { inBytes, outBytes }
    }
  }

  private *inflate(from: Fd, to: Fd | undefined, name: string): Sys<Result | undefined> {
    const chunks: Uint8Array[] = []
    const stream = new Gunzip((chunk) => {
      chunks.push(chunk)
    })
    let [inBytes, outBytes, ended] = [0, 0, false]
    let tail: Uint8Array = new Uint8Array(0)
    while (!ended) {
      const chunk = yield* sys.read({ fd: from, count: 65_536 })
      if (!chunk.ok) return yield* this.failed(`${name}: ${strerror(chunk.error)}`)
      ended = chunk.value.length === 0
      if (inBytes === 0 && ended) return yield* this.failed(`${name}: unexpected end of file`, true)
      if (inBytes === 0 && !(chunk.value[0] === 0x1f && chunk.value[1] === 0x8b)) {
        if (this.tool.has('force') && this.toStdout && to !== undefined) return yield* this.passThrough(from, to, chunk.value)
        return yield* this.failed(`${name}: not in gzip format`, true)
      }
      inBytes += chunk.value.length
      tail = chunk.value.length >= 8 ? chunk.value.slice(-8) : Uint8Array.from([...tail, ...chunk.value]).slice(-8)
      try {
        if (!ended) stream.push(chunk.value, false)
      } catch {
        return yield* this.failed(`${name}: invalid compressed data--format violated`, true)
      }
      for (const part of chunks.splice(0)) {
        outBytes += part.length
        if (to === undefined) continue
        const written = yield* writeBytes(to, part)
        if (!written.ok) return yield* this.failed(`${name}: ${strerror(written.error)}`)
      }
    }
    const expected = (tail[4] ?? 0) | ((tail[5] ?? 0) << 8) | ((tail[6] ?? 0) << 16) | ((tail[7] ?? 0) << 24)
    if (expected >>> 0 !== outBytes % 2 ** 32) return yield* this.failed(`${name}: unexpected end of file`, true)
    return { inBytes, outBytes }
  }

  private *failed(message: string, spaced = false): Sys<undefined> {
    yield* this.tool.out.flush()
    yield* printError(`${spaced ? '\n' : ''}${this.name}: ${message}\n`)
    this.code = 1
    return undefined
  }

  private *passThrough(from: Fd, to: Fd, start: Uint8Array): Sys<Result> {
    let bytes = start.length
    yield* writeBytes(to, start)
    for (;;) {
      const chunk = yield* sys.read({ fd: from, count: 65_536 })
      if (!chunk.ok || chunk.value.length === 0) return { inBytes: bytes, outBytes: bytes }
      bytes += chunk.value.length
      yield* writeBytes(to, chunk.value)
    }
  }

  private *list(name: string, { inBytes, outBytes }: Result): Sys<void> {
    if (!this.listed && !this.tool.has('quiet')) yield* this.tool.say('         compressed        uncompressed  ratio uncompressed_name\n')
    this.listed = true
    const shown = name === 'stdin' ? 'stdout' : name.endsWith(this.suffix) ? name.slice(0, -this.suffix.length) : name
    yield* this.tool.say(`${String(inBytes).padStart(19)} ${String(outBytes).padStart(19)} ${ratio({ inBytes, outBytes }, true)} ${shown}\n`)
  }
}

const levelOf = (tool: Tool): 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 => {
  const last = tool.options.options.findLast(({ key }) => /^(?:[2-8]|fast|best)$/.test(key))?.key
  return last === 'fast' ? 1 : last === 'best' ? 9 : last === undefined ? 6 : (Number(last) as 6)
}

/** Space saved, without headers and trailer: ` 45.0%`. */
function ratio({ inBytes, outBytes }: Result, decompressed: boolean): string {
  const [compressed, plain] = decompressed ? [inBytes, outBytes] : [outBytes, inBytes]
  const percent = plain === 0 ? 0 : (100 * (plain - (compressed - 18))) / plain
  return `${percent.toFixed(1).padStart(5)}%`
}
