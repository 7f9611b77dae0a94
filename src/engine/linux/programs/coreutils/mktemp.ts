import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { joinPath } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models mktemp(1). */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export const mktemp = gnuProgram({
  name: 'mktemp',
  usage: ['[OPTION]... [TEMPLATE]'],
  summary:
    "Create a temporary file or directory, safely, and print its name.\nTEMPLATE must contain at least 3 consecutive 'X's in last component.\nIf TEMPLATE is not specified, use tmp.XXXXXXXXXX, and --tmpdir is implied.",
  options: [
    ['-d, --directory', 'create a directory, not a file'],
    ['-u, --dry-run', 'do not create anything; merely print a name (unsafe)'],
    ['-q, --quiet', 'suppress diagnostics about file/dir-creation failure'],
    ['--suffix=SUFF', 'append SUFF to TEMPLATE'],
    ['-p DIR', 'interpret TEMPLATE relative to DIR'],
    ['--tmpdir[=DIR]', 'interpret TEMPLATE relative to DIR, $TMPDIR or /tmp'],
    ['-t', 'interpret TEMPLATE as a single file name component, relative to a directory'],
  ],
  *run(tool) {
    if (tool.operands.length > 1) yield* tool.usageError('too many templates')
    const [given] = tool.operands
    const template = given ?? 'tmp.XXXXXXXXXX'
    const suffix = tool.value('suffix') ?? /X([^X/]*)$/.exec(template)?.[1] ?? ''
    const stem = tool.has('suffix') ? template : template.slice(0, template.length - suffix.length)
    const count = /X*$/.exec(stem)?.[0].length ?? 0
    if (count < 3) yield* tool.die(`too few X's in template ${tool.quote(template)}`)
    const inDirectory = given === undefined || tool.has('p') || tool.has('tmpdir') || tool.has('t')
    const directory = tool.has('t')
      ? (tool.env.get('TMPDIR') ?? tool.value('p') ?? '/tmp')
      : (tool.value('p') ?? tool.value('tmpdir') ?? tool.env.get('TMPDIR') ?? '/tmp')
    if (tool.has('t') && template.includes('/')) yield* tool.die(`invalid template, ${tool.quote(template)}, contains directory separator`)
    if (inDirectory && template.startsWith('/')) yield* tool.die(`invalid template, ${tool.quote(template)}; with --tmpdir, it may not be absolute`)
    const full = inDirectory ? joinPath(directory, stem) : stem
    for (let attempt = 0; attempt < 100; attempt++) {
      const random = yield* sys.getrandom({ count })
      const path = full.slice(0, full.length - count) + Array.from(random, (byte) => letters[byte % letters.length]).join('') + suffix
      const made = tool.has('dry-run')
        ? ({ ok: true, value: undefined } as const)
        : tool.has('directory')
          ? yield* sys.mkdir({ path, mode: 0o700 })
          : yield* sys.open({ path, flags: O.RDWR | O.CREAT | O.EXCL, mode: 0o600 })
      if (made.ok) {
        yield* tool.say(`${path}\n`)
        return 0
      }
      if (made.error === 'EEXIST') continue
      if (!tool.has('quiet'))
        yield* tool.warn(
          `failed to create ${tool.has('directory') ? 'directory' : 'file'} via template ${tool.quote(full + suffix)}: ${strerror(made.error)}`,
        )
      return 1
    }
    return 1
  },
})
