import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models uname(1), arch(1) and nproc(1). The processor and the platform are unknown, as upstream; Debian and Red Hat differ in what they say then. */
export const uname = gnuProgram({
  name: 'uname',
  usage: ['[OPTION]...'],
  summary: 'Print certain system information.  With no OPTION, same as -s.',
  options: [
    ['-a, --all', 'print all information, in the following order, except omit -p and -i if unknown:'],
    ['-s, --kernel-name', 'print the kernel name'],
    ['-n, --nodename', 'print the network node hostname'],
    ['-r, --kernel-release', 'print the kernel release'],
    ['-v, --kernel-version', 'print the kernel version'],
    ['-m, --machine', 'print the machine hardware name'],
    ['-p, --processor', 'print the processor type (non-portable)'],
    ['-i, --hardware-platform', 'print the hardware platform (non-portable)'],
    ['-o, --operating-system', 'print the operating system'],
  ],
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    const host = yield* sys.uname({})
    // Red Hat patches coreutils to answer the machine for -p and -i.
    const redHat = host.release.includes('.el')
    const unknown = redHat ? host.machine : 'unknown'
    const values: readonly (readonly [string, string])[] = [
      ['kernel-name', host.sysname],
      ['nodename', host.nodename],
      ['kernel-release', host.release],
      ['kernel-version', host.version],
      ['machine', host.machine],
      ['processor', unknown],
      ['hardware-platform', unknown],
      ['operating-system', 'GNU/Linux'],
    ]
    const all = tool.has('all')
    const wanted = values.filter(([key, value]) => (all ? value !== 'unknown' : tool.has(key)))
    yield* tool.say(`${wanted.length > 0 ? wanted.map(([, value]) => value).join(' ') : host.sysname}\n`)
    return 0
  },
})

export const arch = gnuProgram({
  name: 'arch',
  usage: ['[OPTION]...'],
  summary: 'Print machine architecture.',
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    yield* tool.say(`${(yield* sys.uname({})).machine}\n`)
    return 0
  },
})
