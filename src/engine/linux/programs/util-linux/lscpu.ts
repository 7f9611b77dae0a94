import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { utility } from './frame.ts'

/** Models lscpu(1) over /proc/cpuinfo. Leaves out caches, frequencies' ranges, vulnerabilities, and the parsable and JSON forms. */
export const lscpu = utility({
  name: 'lscpu',
  usage: ['[options]'],
  summary: 'Display information about the CPU architecture.',
  options: 'a|all b|online B|bytes C|caches=? c|offline J|json e|extended=? p|parse=? s|sysroot= x|hex y|physical output-all',
  unsimulated: ['caches', 'offline', 'json', 'extended', 'parse', 'sysroot', 'hex', 'physical', 'output-all', 'bytes'],
  *run(run) {
    const text = yield* readFile('/proc/cpuinfo')
    const processors = text.ok ? text.value.trim().split('\n\n') : []
    const facts = new Map((processors[0] ?? '').split('\n').map((line) => line.split(/\s*:\s*/, 2) as [string, string]))
    const fact = (name: string) => facts.get(name) ?? ''
    const count = processors.length
    const list = run.old ? (count === 1 ? '0' : `0-${count - 1}`) : count === 1 ? '0' : count === 2 ? '0,1' : `0-${count - 1}`
    const { machine } = yield* sys.uname({})
    const sockets = new Set(processors.map((one) => /^physical id\s*: (\d+)$/m.exec(one)?.[1])).size || 1
    const cores = count / sockets
    const virtual = fact('flags').split(' ').includes('hypervisor')
    const rows: readonly (readonly [string, string])[] = run.old
      ? [
          ['Architecture:', machine],
          ['CPU op-mode(s):', '32-bit, 64-bit'],
          ['Byte Order:', 'Little Endian'],
          ['CPU(s):', String(count)],
          ['On-line CPU(s) list:', list],
          ['Thread(s) per core:', '1'],
          ['Core(s) per socket:', String(cores)],
          ['Socket(s):', String(sockets)],
          ['NUMA node(s):', '1'],
          ['Vendor ID:', fact('vendor_id')],
          ['CPU family:', fact('cpu family')],
          ['Model:', fact('model')],
          ['Model name:', fact('model name')],
          ['Stepping:', fact('stepping')],
          ['CPU MHz:', fact('cpu MHz')],
          ['BogoMIPS:', fact('bogomips')],
          ...(virtual
            ? ([
                ['Hypervisor vendor:', 'KVM'],
                ['Virtualization type:', 'full'],
              ] as const)
            : []),
          ['NUMA node0 CPU(s):', list],
          ['Flags:', fact('flags')],
        ]
      : [
          ['Architecture:', machine],
          ['  CPU op-mode(s):', '32-bit, 64-bit'],
          ['  Address sizes:', fact('address sizes')],
          ['  Byte Order:', 'Little Endian'],
          ['CPU(s):', String(count)],
          ['  On-line CPU(s) list:', list],
          ['Vendor ID:', fact('vendor_id')],
          ['  Model name:', fact('model name')],
          ['    CPU family:', fact('cpu family')],
          ['    Model:', fact('model')],
          ['    Thread(s) per core:', '1'],
          ['    Core(s) per socket:', String(cores)],
          ['    Socket(s):', String(sockets)],
          ['    Stepping:', fact('stepping')],
          ['    BogoMIPS:', fact('bogomips')],
          ['    Flags:', fact('flags')],
          ...(virtual
            ? ([
                ['Virtualization features:', ''],
                ['  Hypervisor vendor:', 'KVM'],
                ['  Virtualization type:', 'full'],
              ] as const)
            : []),
          ['NUMA:', ''],
          ['  NUMA node(s):', '1'],
          ['  NUMA node0 CPU(s):', list],
        ]
    // Only a terminal gets the groups and their indentation.
    const flat = !run.old && !(yield* sys.tcgetattr({ fd: 1 })).ok
    const shown = flat ? rows.filter(([, value]) => value !== '').map(([name, value]) => [name.trimStart(), value] as const) : rows
    const width = Math.max(...shown.map(([name]) => name.length)) + (run.old ? 3 : 1)
    for (const [name, value] of shown) yield* run.say(`${name.padEnd(width)}${value}\n`)
    return 0
  },
})
