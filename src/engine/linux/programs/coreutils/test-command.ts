import type { FileType, Stat, Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt } from '../../libc/getopt.ts'
import { compareBytes } from '../../libc/locale.ts'
import { sys } from '../../sys.ts'
import { helpText, Tool } from '../gnu/tool.ts'

/** Models test(1) and [(1) as programs: POSIX's rules by the number of arguments, then a recursive descent. 0 true, 1 false, 2 an error. */
const spec = {
  name: 'test',
  usage: ['EXPRESSION', '', '[ EXPRESSION ]', '[ ]', '[ OPTION'],
  summary: 'Exit with the status determined by EXPRESSION.',
  run: function* () {
    return 0
  },
}

class Problem {
  constructor(readonly message: string) {}
}

const program = (bracket: boolean): Main =>
  function* (start) {
    const parsed = getopt([], [])
    if (!parsed.ok) return 2
    const tool = new Tool(start, spec, parsed.value)
    let words = start.argv.slice(1)
    if (bracket) {
      if (words.length === 1 && (words[0] === '--help' || words[0] === '--version')) {
        yield* tool.say(words[0] === '--help' ? helpText(spec, '[') : `[ (GNU coreutils) ${tool.version}\n`)
        yield* tool.out.flush()
        return 0
      }
      if (words.at(-1) !== ']') {
        yield* tool.warn(`missing ${tool.quote(']')}`)
        return 2
      }
      words = words.slice(0, -1)
    }
    try {
      return (yield* new Evaluation(words, (text) => tool.quote(text)).run()) ? 0 : 1
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      yield* tool.warn(problem.message)
      return 2
    }
  }

export const test = program(false)
export const bracket = program(true)

const binaries = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])
const unary = /^-[bcdefghkLnNOGprsStuwxz]$/

class Evaluation {
  private at = 0

  constructor(
    private readonly words: readonly string[],
    private readonly quote: (text: string) => string,
  ) {}

  *run(): Sys<boolean> {
    if (this.words.length === 0) return false
    const result = yield* this.byCount(this.words.length)
    const extra = this.words[this.at]
    if (extra !== undefined) throw new Problem(`extra argument ${this.quote(extra)}`)
    return result
  }

  private *byCount(count: number): Sys<boolean> {
    const word = this.words[this.at] ?? ''
    if (count === 1) {
      this.at++
      return word !== ''
    }
    if (count === 2) {
      if (word === '!') {
        this.at++
        return !(yield* this.byCount(1))
      }
      if (/^-.$/.test(word)) {
        if (unary.test(word)) return yield* this.unaryTest()
        throw new Problem(`${this.quote(word)}: unary operator expected`)
      }
      this.at++
      return this.beyond()
    }
    if (count === 3) return yield* this.three()
    if (count === 4) {
      if (word === '!') {
        this.at++
        return !(yield* this.three())
      }
      if (word === '(' && this.words[this.at + 3] === ')') {
        this.at++
        const result = yield* this.byCount(2)
        this.at++
        return result
      }
    }
    return yield* this.or()
  }

  private *three(): Sys<boolean> {
    const [first = '', second = '', third = ''] = this.words.slice(this.at)
    if (binaries.has(second)) return yield* this.binaryTest()
    if (first === '!') {
      this.at++
      return !(yield* this.byCount(2))
    }
    if (first === '(' && third === ')') {
      this.at += 3
      return second !== ''
    }
    if (second === '-a' || second === '-o') return yield* this.or()
    throw new Problem(`${this.quote(second)}: binary operator expected`)
  }

  private beyond(): never {
    throw new Problem(`missing argument after ${this.quote(this.words.at(-1) ?? '')}`)
  }

  private *or(): Sys<boolean> {
    let result = yield* this.and()
    while (this.words[this.at] === '-o') {
      this.at++
      result = (yield* this.and()) || result
    }
    return result
  }

  private *and(): Sys<boolean> {
    let result = yield* this.term()
    while (this.words[this.at] === '-a') {
      this.at++
      result = (yield* this.term()) && result
    }
    return result
  }

  private *term(): Sys<boolean> {
    let negated = false
    while (this.words[this.at] === '!') {
      this.at++
      negated = !negated
    }
    const word = this.words[this.at]
    if (word === undefined) return this.beyond()
    const left = this.words.length - this.at
    let result: boolean
    if (word === '(') {
      this.at++
      result = yield* this.or()
      const close = this.words[this.at++]
      if (close === undefined) throw new Problem(`${this.quote(')')} expected`)
      if (close !== ')') throw new Problem(`${this.quote(')')} expected, found ${close}`)
    } else if (left >= 3 && binaries.has(this.words[this.at + 1] ?? '')) result = yield* this.binaryTest()
    else if (/^-.$/.test(word)) {
      if (!unary.test(word)) throw new Problem(`${this.quote(word)}: unary operator expected`)
      result = yield* this.unaryTest()
    } else {
      this.at++
      result = word !== ''
    }
    return result !== negated
  }

  private *binaryTest(): Sys<boolean> {
    const [left = '', operator = '', right = ''] = this.words.slice(this.at)
    this.at += 3
    if (operator === '=' || operator === '==') return left === right
    if (operator === '!=') return left !== right
    if (operator === '<') return compareBytes(left, right) < 0
    if (operator === '>') return compareBytes(left, right) > 0
    if (operator === '-nt' || operator === '-ot' || operator === '-ef') return yield* compareFiles(operator, left, right)
    const [a, b] = [yield* this.number(left), yield* this.number(right)]
    if (operator === '-eq') return a === b
    if (operator === '-ne') return a !== b
    if (operator === '-lt') return a < b
    if (operator === '-le') return a <= b
    return operator === '-gt' ? a > b : a >= b
  }

  private *number(text: string): Sys<bigint> {
    const length = /^-l$/.test(text)
    if (length || !/^\s*[-+]?\d+\s*$/.test(text)) throw new Problem(`invalid integer ${this.quote(text)}`)
    return BigInt(text.trim().replace(/^\+/, ''))
  }

  private *unaryTest(): Sys<boolean> {
    const operator = this.words[this.at++] ?? ''
    const operand = this.words[this.at++]
    if (operand === undefined) return this.beyond()
    if (operator === '-n') return operand !== ''
    if (operator === '-z') return operand === ''
    if (operator === '-t') {
      if (!/^\s*[-+]?\d+\s*$/.test(operand)) throw new Problem(`invalid integer ${this.quote(operand)}`)
      return (yield* sys.tcgetattr({ fd: Number(operand) })).ok
    }
    if (operator === '-r' || operator === '-w' || operator === '-x') return (yield* sys.access({ path: operand, mode: operator.slice(1) })).ok
    const stat = yield* sys.stat({ path: operand, noFollow: operator === '-h' || operator === '-L' })
    return stat.ok && (yield* fileTest(operator, stat.value))
  }
}

const typeTests: Readonly<Record<string, FileType>> = {
  '-b': 'block',
  '-c': 'char',
  '-d': 'directory',
  '-f': 'file',
  '-h': 'symlink',
  '-L': 'symlink',
  '-p': 'fifo',
  '-S': 'socket',
}

function* fileTest(operator: string, stat: Stat): Sys<boolean> {
  const type = typeTests[operator]
  if (type) return stat.type === type
  if (operator === '-s') return stat.size > 0
  if (operator === '-g') return (stat.mode & 0o2000) !== 0
  if (operator === '-u') return (stat.mode & 0o4000) !== 0
  if (operator === '-k') return (stat.mode & 0o1000) !== 0
  if (operator === '-N') return stat.mtimeMs > stat.atimeMs
  if (operator === '-O') return stat.uid === (yield* sys.getcredentials({})).euid
  if (operator === '-G') return stat.gid === (yield* sys.getcredentials({})).egid
  return true
}

function* compareFiles(operator: string, left: string, right: string): Sys<boolean> {
  const [a, b] = [yield* sys.stat({ path: left }), yield* sys.stat({ path: right })]
  if (operator === '-ef') return a.ok && b.ok && a.value.dev === b.value.dev && a.value.ino === b.value.ino
  const [newer, older] = operator === '-nt' ? [a, b] : [b, a]
  return newer.ok && (!older.ok || newer.value.mtimeMs > older.value.mtimeMs)
}
