import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { joinPath, basename as lastComponent, dirname as leadingPath } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import type { CanonicalMode } from '../gnu/canonical-path.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { relativePath } from './ln.ts'

/** Models basename(1), dirname(1), readlink(1), realpath(1) and pwd(1). */
const ending = (tool: Tool): string => (tool.has('zero') ? '\0' : '\n')

export const basename = gnuProgram({
  name: 'basename',
  usage: ['NAME [SUFFIX]', 'OPTION... NAME...'],
  summary: 'Print NAME without leading directories and, if given, without SUFFIX.',
  options: [
    ['-a, --multiple', 'take several names'],
    ['-s, --suffix=SUFFIX', 'remove SUFFIX; implies -a'],
    ['-z, --zero', 'end each line with NUL'],
  ],
  inOrder: true,
  *run(tool) {
    const multiple = tool.has('multiple') || tool.has('suffix')
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    if (!multiple && tool.operands.length > 2) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[2] as string)}`)
    const suffix = tool.value('suffix') ?? (multiple ? '' : (tool.operands[1] ?? ''))
    for (const name of multiple ? tool.operands : tool.operands.slice(0, 1)) {
      const base = lastComponent(name)
      yield* tool.say((suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base) + ending(tool))
    }
    return 0
  },
})

export const dirname = gnuProgram({
  name: 'dirname',
  usage: ['[OPTION] NAME...'],
  summary: "Print each NAME without its last component; '.' if it has no slash.",
  options: [['-z, --zero', 'end each line with NUL']],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    for (const name of tool.operands) yield* tool.say(leadingPath(name) + ending(tool))
    return 0
  },
})

export const readlink = gnuProgram({
  name: 'readlink',
  usage: ['[OPTION]... FILE...'],
  summary: 'Print the value of a symbolic link or a canonical file name.',
  options: [
    ['-f, --canonicalize', 'follow every link; all but the last component must exist'],
    ['-e, --canonicalize-existing', 'follow every link; all components must exist'],
    ['-m, --canonicalize-missing', 'follow every link; components may be missing'],
    ['-n, --no-newline', 'no newline at the end'],
    ['-q, --quiet', 'no messages (default)'],
    ['-s, --silent', 'no messages (default)'],
    ['-v, --verbose', 'report errors'],
    ['-z, --zero', 'end each line with NUL'],
  ],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    const mode: CanonicalMode | undefined = tool.has('canonicalize-existing')
      ? 'existing'
      : tool.has('canonicalize-missing')
        ? 'missing'
        : tool.has('canonicalize')
          ? 'all-but-last'
          : undefined
    let newline = !tool.has('no-newline')
    if (!newline && tool.operands.length > 1) {
      yield* tool.warn('ignoring --no-newline with multiple arguments')
      newline = true
    }
    for (const name of tool.operands) {
      const target = mode ? undefined : yield* sys.readlink({ path: name })
      const found = target ? (target.ok ? target.value : undefined) : yield* canonicalPath(name, mode as CanonicalMode)
      if (found !== undefined) yield* tool.say(found + (newline ? ending(tool) : ''))
      else {
        tool.status = 1
        if (tool.has('verbose')) yield* tool.warn(`${tool.showName(name)}: ${strerror(target && !target.ok ? target.error : 'ENOENT')}`)
      }
    }
    return undefined
  },
})

export const realpath = gnuProgram({
  name: 'realpath',
  usage: ['[OPTION]... FILE...'],
  summary: 'Print the absolute file name without links; all but the last component must exist.',
  options: [
    ['-e, --canonicalize-existing', 'all components must exist'],
    ['-m, --canonicalize-missing', 'no component needs to exist'],
    ['-L, --logical', "resolve '..' before links"],
    ['-P, --physical', 'resolve links as they come (default)'],
    ['-q, --quiet', 'no messages'],
    ['--relative-to=DIR', 'print the path from DIR'],
    ['--relative-base=DIR', 'print absolute paths unless below DIR'],
    ['-s, --strip, --no-symlinks', 'do not follow links'],
    ['-z, --zero', 'end each line with NUL'],
  ],
  hidden: ['--no-symlinks'],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    const mode: CanonicalMode = tool.has('canonicalize-existing') ? 'existing' : tool.has('canonicalize-missing') ? 'missing' : 'all-but-last'
    const keepLinks = tool.has('strip') || tool.has('no-symlinks')
    const resolve = (path: string): Sys<string | undefined> => canonicalPath(path, mode, { keepLinks })
    const to = tool.value('relative-to')
    const base = tool.value('relative-base')
    const [toPath, basePath] = [to === undefined ? undefined : yield* resolve(to), base === undefined ? undefined : yield* resolve(base)]
    for (const name of tool.operands) {
      const found = yield* resolve(name)
      if (found === undefined) {
        tool.status = 1
        if (!tool.has('quiet')) {
          const stat = yield* sys.stat({ path: name })
          yield* tool.warn(`${tool.showName(name) || "''"}: ${strerror(stat.ok ? 'ENOTDIR' : stat.error)}`)
        }
        continue
      }
      const within = basePath === undefined || found === basePath || found.startsWith(joinPath(basePath, ''))
      const from = toPath ?? basePath
      yield* tool.say((from !== undefined && within ? relativePath(found, from) : found) + ending(tool))
    }
    return undefined
  },
})

export const pwd = gnuProgram({
  name: 'pwd',
  usage: ['[OPTION]...'],
  summary: 'Print the full name of the current directory.',
  options: [
    ['-L, --logical', 'use PWD from the environment, even with links'],
    ['-P, --physical', 'avoid all links (default)'],
  ],
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.warn('ignoring non-option arguments')
    const logical = tool.options.options.at(-1)?.key === 'logical' || (tool.options.options.length === 0 && tool.env.has('POSIXLY_CORRECT'))
    const given = tool.env.get('PWD')
    if (logical && given?.startsWith('/') && !/\/\.\.?(?:\/|$)/.test(given)) {
      const [there, here] = [yield* sys.stat({ path: given }), yield* sys.stat({ path: '.' })]
      if (there.ok && here.ok && there.value.ino === here.value.ino && there.value.dev === here.value.dev) {
        yield* tool.say(`${given}\n`)
        return 0
      }
    }
    const cwd = yield* sys.getcwd({})
    if (!cwd.ok) return yield* tool.die(`couldn't find directory entry in '..' with matching i-node`)
    yield* tool.say(`${cwd.value}\n`)
    return 0
  },
})
