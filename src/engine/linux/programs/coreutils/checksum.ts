import type { DigestName } from '../../../base/digests.ts'
import { Digest, digestDigits } from '../../../base/digests.ts'
import { ok } from '../../../base/result.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { sys } from '../../sys.ts'
import { LineInput } from '../gnu/line-input.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models md5sum(1), sha1sum(1), sha256sum(1) and their kin: printing and checking. */
function checksumProgram(name: string, digest: DigestName, tag: string): Main {
  return gnuProgram({
    name,
    usage: ['[OPTION]... [FILE]...'],
    summary: `Print or check ${tag} (${digestDigits(digest) * 4}-bit) checksums.`,
    options: [
      ['-b, --binary', 'read in binary mode'],
      ['-c, --check', 'read checksums from the FILEs and check them'],
      ['--tag', 'create a BSD-style checksum'],
      ['-t, --text', 'read in text mode (default)'],
      ['-z, --zero', 'end each output line with NUL, not newline,\nand disable file name escaping'],
      ['--ignore-missing', "don't fail or report status for missing files"],
      ['--quiet', "don't print OK for each successfully verified file"],
      ['--status', "don't output anything, status code shows success"],
      ['--strict', 'exit non-zero for improperly formatted checksum lines'],
      ['-w, --warn', 'warn about improperly formatted checksum lines'],
    ],
    *run(tool) {
      const check = tool.has('check')
      for (const key of ['ignore-missing', 'status', 'warn', 'quiet', 'strict'])
        if (!check && tool.has(key)) yield* tool.usageError(`the --${key} option is meaningful only when verifying checksums`)
      if (check && tool.has('tag')) yield* tool.usageError('the --tag option is meaningless when verifying checksums')
      for (const file of tool.operands.length > 0 ? tool.operands : ['-']) {
        if (check) yield* checkList(tool, digest, tag, file)
        else yield* printOne(tool, digest, tag, file)
      }
      return undefined
    },
  })
}

export const md5sum = checksumProgram('md5sum', 'md5', 'MD5')
export const sha1sum = checksumProgram('sha1sum', 'sha1', 'SHA1')
export const sha224sum = checksumProgram('sha224sum', 'sha224', 'SHA224')
export const sha256sum = checksumProgram('sha256sum', 'sha256', 'SHA256')
export const sha384sum = checksumProgram('sha384sum', 'sha384', 'SHA384')
export const sha512sum = checksumProgram('sha512sum', 'sha512', 'SHA512')
export const b2sum = checksumProgram('b2sum', 'blake2b', 'BLAKE2b')

function* printOne(tool: Tool, digest: DigestName, tag: string, file: string): Sys<void> {
  const sum = yield* sumOf(tool, digest, file)
  if (!sum.ok) return yield* tool.failFile(file, sum.error)
  const zero = tool.has('zero')
  const escaped = !zero && /[\\\n\r]/.test(file)
  const name = escaped ? file.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r') : file
  const line = tool.has('tag') ? `${tag} (${name}) = ${sum.value}` : `${sum.value} ${tool.has('binary') ? '*' : ' '}${name}`
  yield* tool.say(`${escaped ? '\\' : ''}${line}${zero ? '\0' : '\n'}`)
}

/** A file's digest; SHA-256 of a plain file comes from the kernel, which computes it once a content. */
function* sumOf(tool: Tool, digest: DigestName, file: string): Sys<Res<string>> {
  const fd = yield* tool.openInput(file)
  if (!fd.ok) return fd
  const stat = yield* sys.fstat({ fd: fd.value })
  if (digest === 'sha256' && file !== '-' && stat.ok && stat.value.type === 'file' && stat.value.dev !== 0) {
    const known = yield* sys.digest({ path: file })
    if (known.ok) {
      yield* tool.closeInput(fd.value)
      return ok(known.value.replace(/^sha256:/, ''))
    }
  }
  const sum = yield* digestOf(digest, fd.value)
  yield* tool.closeInput(fd.value)
  return sum
}

function* digestOf(name: DigestName, fd: Fd): Sys<Res<string>> {
  const digest = new Digest(name)
  for (;;) {
    const chunk = yield* sys.read({ fd, count: 262_144 })
    if (!chunk.ok) {
      if (chunk.error === 'EINTR') continue
      return chunk
    }
    if (chunk.value.length === 0) return ok(digest.hex())
    digest.update(chunk.value)
    // About 500 MB a second.
    yield* sys.compute({ ms: chunk.value.length / 500_000 })
  }
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

function* checkList(tool: Tool, digest: DigestName, tag: string, file: string): Sys<void> {
  const shown = file === '-' ? (tool.atLeast(8, 25) ? "'standard input'" : 'standard input') : tool.showName(file)
  const fd = yield* tool.openInput(file)
  if (!fd.ok) return yield* tool.failFile(file, fd.error)
  const input = new LineInput(fd.value, tool.locale)
  const count = { good: 0, formatted: 0, malformed: 0, unreadable: 0, mismatched: 0 }
  for (let number = 1; ; number++) {
    const line = yield* input.next()
    if (!line.ok) {
      yield* tool.fail(`${shown}: ${strerror(line.error)}`)
      break
    }
    if (line.value === undefined) break
    if (line.value.startsWith('#')) continue
    const entry = parseLine(line.value, digest, tag)
    if (!entry) {
      count.malformed++
      if (tool.has('warn')) yield* tool.warn(`${shown}: ${number}: improperly formatted ${tag} checksum line`)
      continue
    }
    count.formatted++
    yield* checkOne(tool, digest, entry, count)
  }
  yield* tool.closeInput(fd.value)
  yield* summarize(tool, tag, shown, count)
}

interface Entry {
  readonly sum: string
  readonly name: string
}

function parseLine(text: string, digest: DigestName, tag: string): Entry | undefined {
  const line = text.replace(/\r$/, '')
  const escaped = line.trimStart().startsWith('\\')
  const bare = escaped ? line.trimStart().slice(1) : line.trimStart()
  const unescaped = (name: string) => (escaped ? name.replace(/\\([\\nr])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : '\\')) : name)
  const digits = digestDigits(digest)
  const bsd = /^(\S+) \((.*)\) = ([0-9a-fA-F]+)$/.exec(bare)
  if (bsd) return bsd[1] === tag && bsd[3]?.length === digits ? { sum: bsd[3], name: unescaped(bsd[2] as string) } : undefined
  const plain = new RegExp(`^([0-9a-fA-F]{${digits}}) [ *]?(.+)$`, 's').exec(bare)
  return plain ? { sum: plain[1] as string, name: unescaped(plain[2] as string) } : undefined
}

type Count = { good: number; formatted: number; malformed: number; unreadable: number; mismatched: number }

function* checkOne(tool: Tool, digest: DigestName, { sum, name }: Entry, count: Count): Sys<void> {
  const status = tool.has('status')
  const found = yield* sumOf(tool, digest, name)
  if (!found.ok) {
    if (tool.has('ignore-missing') && found.error === 'ENOENT') return
    yield* tool.failFile(name, found.error)
    count.unreadable++
    if (!status) yield* tool.say(`${tool.showName(name)}: FAILED open or read\n`)
    return
  }
  if (found.value === sum.toLowerCase()) {
    count.good++
    if (!status && !tool.has('quiet')) yield* tool.say(`${tool.showName(name)}: OK\n`)
    return
  }
  count.mismatched++
  if (!status) yield* tool.say(`${tool.showName(name)}: FAILED\n`)
}

function* summarize(tool: Tool, tag: string, shown: string, count: Count): Sys<void> {
  if (count.formatted === 0) {
    const any = tool.atLeast(9, 0) ? '' : `${tag} `
    return yield* tool.fail(`${shown}: no properly formatted ${any}checksum lines found`)
  }
  if (!tool.has('status')) {
    if (count.malformed > 0) yield* tool.warn(`WARNING: ${plural(count.malformed, 'line is', 'lines are')} improperly formatted`)
    if (count.unreadable > 0) yield* tool.warn(`WARNING: ${plural(count.unreadable, 'listed file', 'listed files')} could not be read`)
    if (count.mismatched > 0) yield* tool.warn(`WARNING: ${plural(count.mismatched, 'computed checksum', 'computed checksums')} did NOT match`)
    if (tool.has('ignore-missing') && count.good === 0) yield* tool.warn(`${shown}: no file was verified`)
  }
  const bad =
    count.mismatched + count.unreadable > 0 || (tool.has('strict') && count.malformed > 0) || (tool.has('ignore-missing') && count.good === 0)
  if (bad) tool.status = 1
}
