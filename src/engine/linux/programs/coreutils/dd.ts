import type { Fd, Stat, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { signals } from '../../kernel/signal.ts'
import { printError, writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { parseSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { humanDecimal } from './dd-report.ts'

/** Models dd(1). Left out: conversions between character sets, cbs. */
interface Job {
  readonly input: string | undefined
  readonly output: string | undefined
  readonly inBlock: number
  readonly outBlock: number
  readonly count: number
  readonly countBytes: boolean
  readonly skip: number
  readonly seek: number
  readonly skipBytes: boolean
  readonly seekBytes: boolean
  readonly fullBlocks: boolean
  readonly append: boolean
  readonly conversions: ReadonlySet<string>
  readonly status: 'all' | 'noxfer' | 'none' | 'progress'
}

const knownConversions = new Set(['lcase', 'ucase', 'swab', 'sync', 'excl', 'nocreat', 'notrunc', 'noerror', 'fdatasync', 'fsync', 'sparse'])
const otherConversions = new Set(['ascii', 'ebcdic', 'ibm', 'block', 'unblock'])
const knownFlags = new Set([
  'append',
  'direct',
  'directory',
  'dsync',
  'sync',
  'fullblock',
  'nonblock',
  'noatime',
  'nocache',
  'noctty',
  'nofollow',
  'count_bytes',
  'skip_bytes',
  'seek_bytes',
])

export const dd = gnuProgram({
  name: 'dd',
  usage: ['[OPERAND]...', 'OPTION'],
  summary: `Copy a file, converting and formatting according to the operands.

  bs=BYTES        read and write up to BYTES bytes at a time (default: 512)
  conv=CONVS      convert the file as per the comma separated symbol list
  count=N         copy only N input blocks
  ibs=BYTES       read up to BYTES bytes at a time (default: 512)
  if=FILE         read from FILE instead of stdin
  iflag=FLAGS     read as per the comma separated symbol list
  obs=BYTES       write BYTES bytes at a time (default: 512)
  of=FILE         write to FILE instead of stdout
  oflag=FLAGS     write as per the comma separated symbol list
  seek=N          skip N obs-sized blocks at start of output
  skip=N          skip N ibs-sized blocks at start of input
  status=LEVEL    'none', 'noxfer' or 'progress'`,
  *run(tool) {
    const job = yield* readJob(tool)
    const from = yield* openInput(tool, job)
    const to = yield* openOutput(tool, job)
    const copy = new Copy(tool, job, from, to)
    const code = yield* copy.run()
    yield* copy.report()
    return code
  },
})

function* readJob(tool: Tool): Sys<Job> {
  const values = new Map<string, string>()
  for (const operand of tool.operands) {
    const equals = operand.indexOf('=')
    const name = operand.slice(0, equals)
    if (
      equals < 0 ||
      !['bs', 'cbs', 'conv', 'count', 'ibs', 'if', 'iflag', 'obs', 'of', 'oflag', 'seek', 'skip', 'status', 'iseek', 'oseek'].includes(name)
    ) {
      yield* tool.usageError(`unrecognized operand ${tool.quote(operand)}`)
    }
    values.set(name === 'iseek' ? 'skip' : name === 'oseek' ? 'seek' : name, operand.slice(equals + 1))
  }
  if (values.has('cbs')) yield* tool.notSimulated('cbs')
  const list = function* (name: string, known: ReadonlySet<string>, what: string): Sys<ReadonlySet<string>> {
    const items = (values.get(name) ?? '').split(',').filter(Boolean)
    for (const item of items) {
      if (what === 'conversion' && otherConversions.has(item)) yield* tool.notSimulated(`conv=${item}`)
      if (!known.has(item)) yield* tool.usageError(`invalid ${what}: ${tool.quote(item)}`)
    }
    return new Set(items)
  }
  const conversions = yield* list('conv', knownConversions, 'conversion')
  const iflags = yield* list('iflag', knownFlags, 'input flag')
  const oflags = yield* list('oflag', knownFlags, 'output flag')
  const status = values.get('status') ?? 'all'
  if (!['all', 'none', 'noxfer', 'progress'].includes(status)) yield* tool.usageError(`invalid status level: ${tool.quote(status)}`)
  const block = yield* size(tool, values.get('bs'), 0)
  const count = values.get('count')
  return {
    input: values.get('if'),
    output: values.get('of'),
    inBlock: block || (yield* size(tool, values.get('ibs'), 512)),
    outBlock: block || (yield* size(tool, values.get('obs'), 512)),
    count: count === undefined ? Number.POSITIVE_INFINITY : yield* number(tool, count),
    countBytes: iflags.has('count_bytes') || (count?.endsWith('B') ?? false),
    skip: yield* number(tool, values.get('skip') ?? '0'),
    seek: yield* number(tool, values.get('seek') ?? '0'),
    skipBytes: iflags.has('skip_bytes') || (values.get('skip')?.endsWith('B') ?? false),
    seekBytes: oflags.has('seek_bytes') || (values.get('seek')?.endsWith('B') ?? false),
    fullBlocks: iflags.has('fullblock'),
    append: oflags.has('append'),
    conversions,
    status: status as Job['status'],
  }
}

/** `4M`, `2x512`, `100B`. */
function* number(tool: Tool, text: string): Sys<number> {
  const factors = text.split('x').map((part) => parseSize(/\dB$/.test(part) ? part.slice(0, -1) : part, 'bcwKkMGTPEZY'))
  if (factors.some((factor) => factor === undefined)) return yield* tool.die(`invalid number: ${tool.quote(text)}`)
  return factors.reduce<number>((product, factor) => product * (factor ?? 1), 1)
}

function* size(tool: Tool, text: string | undefined, normal: number): Sys<number> {
  if (text === undefined) return normal
  const bytes = yield* number(tool, text)
  if (bytes === 0) yield* tool.die(`invalid number: ${tool.quote(text)}`)
  return bytes
}

function* openInput(tool: Tool, job: Job): Sys<Fd> {
  if (job.input === undefined) return 0
  const fd = yield* sys.open({ path: job.input, flags: O.RDONLY })
  return fd.ok ? fd.value : yield* tool.die(`failed to open ${tool.quoteName(job.input)}: ${strerror(fd.error)}`)
}

function* openOutput(tool: Tool, job: Job): Sys<Fd> {
  const { conversions } = job
  const start = job.seek * (job.seekBytes ? 1 : job.outBlock)
  let fd: Fd = 1
  if (job.output !== undefined) {
    const flags =
      O.WRONLY |
      (conversions.has('nocreat') ? 0 : O.CREAT) |
      (conversions.has('excl') ? O.EXCL : 0) |
      (job.append ? O.APPEND : 0) |
      (job.seek > 0 || conversions.has('notrunc') || job.append ? 0 : O.TRUNC)
    const opened = yield* sys.open({ path: job.output, flags, mode: 0o666 })
    if (!opened.ok) return yield* tool.die(`failed to open ${tool.quoteName(job.output)}: ${strerror(opened.error)}`)
    fd = opened.value
  }
  if (start > 0) {
    if (job.output !== undefined && !conversions.has('notrunc')) yield* sys.ftruncate({ fd, size: start })
    const moved = yield* sys.lseek({ fd, offset: start, whence: 'set' })
    if (!moved.ok) yield* tool.die(`${tool.quoteName(job.output ?? 'standard output')}: cannot seek: ${strerror(moved.error)}`)
  }
  return fd
}

/** Making a zero and copying it, at 2.5 GB/s: what reading and writing it would take. */
const zeroCostMs = 1 / 2_500_000

/** /dev/zero: character device 1, 5. */
const isZeroDevice = (stat: Stat): boolean => stat.type === 'char' && stat.rdev === 0x105

class Copy {
  private whole = 0
  private partial = 0
  private written = 0
  private writtenPartial = 0
  private bytes = 0
  private startMs = 0
  private pending: Uint8Array = new Uint8Array(0)

  constructor(
    private readonly tool: Tool,
    private readonly job: Job,
    private readonly from: Fd,
    private readonly to: Fd,
  ) {}

  *run(): Sys<number> {
    const { job, tool } = this
    this.startMs = yield* sys.clockMonotonic({})
    yield* sys.sigaction({ signal: signals.SIGUSR1, handler: () => this.report() })
    yield* this.skip()
    let left = job.count * (job.countBytes ? 1 : job.inBlock)
    while (left > 0) {
      const wanted = Math.min(job.inBlock, left)
      const spliced = yield* this.splice(wanted, left)
      if (spliced !== undefined) {
        if (spliced === 0) break
        left -= spliced
        continue
      }
      const block = yield* this.read(wanted)
      if (!block) return 1
      if (block.length === 0) break
      if (block.length === job.inBlock) this.whole++
      else this.partial++
      left -= job.countBytes ? block.length : job.inBlock
      if (!(yield* this.put(this.convert(block)))) return 1
    }
    if (this.pending.length > 0 && !(yield* this.write(this.pending))) return 1
    if (job.conversions.has('fsync') || job.conversions.has('fdatasync')) yield* sys.fsync({ fd: this.to })
    return tool.status
  }

  /** Regular files and /dev/zero with equal block sizes move inside the kernel; undefined when that is not how it goes. */
  private *splice(wanted: number, left: number): Sys<number | undefined> {
    const { job } = this
    if (job.inBlock !== job.outBlock || job.inBlock < 65_536 || job.conversions.size > 0 || wanted < job.inBlock || left < job.inBlock)
      return undefined
    const stat = yield* sys.fstat({ fd: this.from })
    if (!stat.ok || !(stat.value.type === 'file' || isZeroDevice(stat.value))) return undefined
    let moved = 0
    while (moved < job.inBlock) {
      const step = yield* sys.splice({ from: this.from, to: this.to, count: job.inBlock - moved })
      if (!step.ok) return moved === 0 ? undefined : moved
      if (step.value === 0) break
      moved += step.value
    }
    if (stat.value.type === 'char') yield* sys.compute({ ms: moved * zeroCostMs })
    this.bytes += moved
    if (moved === job.inBlock) {
      this.whole++
      this.written++
    } else if (moved > 0) {
      this.partial++
      this.writtenPartial++
    }
    return moved
  }

  private *skip(): Sys<void> {
    const { job, tool } = this
    const bytes = job.skip * (job.skipBytes ? 1 : job.inBlock)
    if (bytes === 0) return
    const moved = yield* sys.lseek({ fd: this.from, offset: bytes, whence: 'cur' })
    if (moved.ok) {
      const stat = yield* sys.fstat({ fd: this.from })
      if (stat.ok && stat.value.type === 'file' && moved.value > stat.value.size)
        yield* tool.warn(`${tool.quoteName(job.input ?? 'standard input')}: cannot skip to specified offset`)
      return
    }
    for (let left = bytes; left > 0; ) {
      const chunk = yield* sys.read({ fd: this.from, count: Math.min(left, 65_536) })
      if (!chunk.ok || chunk.value.length === 0) return
      left -= chunk.value.length
    }
  }

  private *read(count: number): Sys<Uint8Array | undefined> {
    const { job, tool } = this
    const parts: Uint8Array[] = []
    let size = 0
    for (;;) {
      const chunk = yield* sys.read({ fd: this.from, count: count - size })
      if (!chunk.ok) {
        if (chunk.error === 'EINTR') continue
        yield* tool.fail(`error reading ${tool.quoteName(job.input ?? 'standard input')}: ${strerror(chunk.error)}`)
        return undefined
      }
      if (chunk.value.length === 0) break
      parts.push(chunk.value)
      size += chunk.value.length
      if (!job.fullBlocks || size >= count) break
    }
    if (parts.length === 1) return parts[0]
    const block = new Uint8Array(size)
    let at = 0
    for (const part of parts) {
      block.set(part, at)
      at += part.length
    }
    return block
  }

  private convert(block: Uint8Array): Uint8Array {
    const { conversions, inBlock } = this.job
    let out = block
    if (conversions.has('sync') && block.length < inBlock) {
      out = new Uint8Array(inBlock)
      out.set(block)
    }
    if (conversions.has('lcase')) out = out.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))
    if (conversions.has('ucase')) out = out.map((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte))
    if (conversions.has('swab')) out = out.map((_, i, all) => (i % 2 === 0 ? (all[i + 1] ?? (all[i] as number)) : (all[i - 1] as number)))
    return out
  }

  /** Collects to output blocks where the sizes differ. */
  private *put(block: Uint8Array): Sys<boolean> {
    const { inBlock, outBlock } = this.job
    if (inBlock === outBlock) return yield* this.write(block)
    const all = new Uint8Array(this.pending.length + block.length)
    all.set(this.pending)
    all.set(block, this.pending.length)
    let at = 0
    for (; at + outBlock <= all.length; at += outBlock) if (!(yield* this.write(all.subarray(at, at + outBlock)))) return false
    this.pending = all.slice(at)
    return true
  }

  private *write(block: Uint8Array): Sys<boolean> {
    const { job, tool } = this
    const written = yield* writeBytes(this.to, block)
    if (!written.ok) {
      yield* tool.fail(`error writing ${tool.quoteName(job.output ?? 'standard output')}: ${strerror(written.error)}`)
      return false
    }
    if (block.length === job.outBlock) this.written++
    else this.writtenPartial++
    this.bytes += block.length
    return true
  }

  *report(): Sys<void> {
    const { job } = this
    if (job.status === 'none') return
    yield* this.tool.out.flush()
    yield* printError(`${this.whole}+${this.partial} records in\n${this.written}+${this.writtenPartial} records out\n`)
    if (job.status === 'noxfer') return
    const seconds = ((yield* sys.clockMonotonic({})) - this.startMs) / 1000
    yield* printError(`${humanDecimal(this.bytes, seconds)}\n`)
  }
}
