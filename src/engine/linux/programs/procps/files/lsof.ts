import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Services } from '../../net/services.ts'
import { readServices } from '../../net/services.ts'
import type { Names } from '../proc/names.ts'
import { readNames } from '../proc/names.ts'
import { listProcesses } from '../proc/process.ts'
import type { LsofOptions } from './lsof-options.ts'
import { parseLsof } from './lsof-options.ts'
import type { OpenEntry } from './open-files.ts'
import { openFiles } from './open-files.ts'
import type { InternetSocket } from './sockets.ts'
import { internetSockets, socketName, unixSockets } from './sockets.ts'

interface Line {
  readonly entry: OpenEntry
  readonly cells: readonly string[]
  readonly socket: InternetSocket | undefined
}

/** Models lsof: open files of processes, -i, -p, -u, -c, -a, -n, -P, -t and file names. Left out: tasks, locks, fields (-F), repeating, +D. */
export const lsof: Main = function* ({ argv }) {
  const names = yield* readNames()
  const options = parseLsof(argv.slice(1), names)
  if (typeof options === 'string') {
    yield* printError(`${options}\n`)
    return 1
  }
  const processes = (yield* listProcesses()) ?? []
  const self = yield* sys.getpid({})
  const services = options.numericPorts ? undefined : yield* readServices()
  const hosts = options.numericHosts ? new Map<string, string>() : yield* hostNames()
  const wantedFiles = new Set<string>()
  for (const path of options.files) {
    const stat = yield* sys.stat({ path })
    if (!stat.ok) {
      yield* printError(`lsof: status error on ${path}: No such file or directory\n`)
      return 1
    }
    wantedFiles.add(`${stat.value.dev}:${stat.value.ino}`)
  }
  const lines: Line[] = []
  const network = new Map<string, Sockets>()
  for (const entry of yield* openFiles(processes.filter((process) => process.pid !== self || options.pids.includes(self)))) {
    const line = yield* describe(entry, names, services, hosts, network)
    if (chosen(line, options, wantedFiles)) lines.push(line)
  }
  if (lines.length === 0) return 1
  yield* print(options.terse ? `${[...new Set(lines.map(({ entry }) => entry.process.pid))].join('\n')}\n` : table(lines))
  return 0
}

interface Sockets {
  readonly internet: ReadonlyMap<number, InternetSocket>
  readonly unix: ReadonlyMap<number, string>
}

/** The sockets a process can have, read once for each network namespace. */
function* socketsOf(pid: number, known: Map<string, Sockets>): Sys<Sockets> {
  const link = yield* sys.readlink({ path: `/proc/${pid}/ns/net` })
  const key = link.ok ? link.value : String(pid)
  const found = known.get(key) ?? { internet: yield* internetSockets(pid), unix: yield* unixSockets(pid) }
  known.set(key, found)
  return found
}

function* hostNames(): Sys<Map<string, string>> {
  const text = yield* readFile('/etc/hosts')
  const rows = (text.ok ? text.value.split('\n') : []).map((line) => line.replace(/#.*/, '').split(/\s+/).filter(Boolean))
  return new Map([...rows].reverse().flatMap(([address, name]) => (address && name ? [[address, name] as const] : [])))
}

function* describe(
  entry: OpenEntry,
  names: Names,
  services: Services | undefined,
  hosts: ReadonlyMap<string, string>,
  known: Map<string, Sockets>,
): Sys<Line> {
  const { process, stat, name } = entry
  const owner = [
    process.comm.slice(0, 9),
    String(process.pid),
    names.user(process.uids[1] ?? 0).slice(0, 8),
    `${entry.fd}${entry.fd === 'NOFD' ? '' : entry.access}`,
  ]
  const device = (number: number): string => `${Math.floor(number / 256)},${number % 256}`
  if (!stat) return { entry, cells: [...owner, entry.fd === 'NOFD' ? '' : 'unknown', '', '', '', name], socket: undefined }
  const socket = /^socket:\[(\d+)\]$/.exec(name)
  if (socket) {
    const sockets = yield* socketsOf(process.pid, known)
    const found = sockets.internet.get(Number(socket[1]))
    if (found)
      return { entry, cells: [...owner, found.family, String(socket[1]), '0t0', found.protocol, socketName(found, services, hosts)], socket: found }
    const path = sockets.unix.get(Number(socket[1]))
    if (path !== undefined)
      return { entry, cells: [...owner, 'unix', '0x0000000000000000', '0t0', String(socket[1]), `${path} type=STREAM`.trim()], socket: undefined }
    return { entry, cells: [...owner, 'sock', device(stat.dev), '0t0', String(socket[1]), 'protocol: NETLINK'], socket: undefined }
  }
  const kinds = { file: 'REG', directory: 'DIR', char: 'CHR', block: 'BLK', fifo: 'FIFO', socket: 'sock', symlink: 'LINK' } as const
  const anonymous = name.startsWith('anon_inode:')
  const type = anonymous ? 'a_inode' : kinds[stat.type]
  const size = stat.type === 'file' || stat.type === 'directory' || anonymous ? String(stat.size) : '0t0'
  const where = stat.type === 'char' || stat.type === 'block' ? device(stat.rdev) : device(stat.dev)
  return {
    entry,
    cells: [...owner, type, where, size, String(stat.ino), anonymous ? name.slice(11) : name.startsWith('pipe:') ? 'pipe' : name],
    socket: undefined,
  }
}

/** Lists of different kinds are joined by or, with -a by and (lsof's own rule). */
function chosen({ entry, socket }: Line, options: LsofOptions, files: ReadonlySet<string>): boolean {
  const tests: boolean[] = []
  if (options.internet.length > 0)
    tests.push(
      socket !== undefined &&
        options.internet.some(
          ({ protocol, family, address, ports }) =>
            (protocol === undefined || protocol === socket.protocol) &&
            (family === undefined || family === socket.family) &&
            (address === undefined || [socket.socket.localAddress, socket.socket.peerAddress].includes(address)) &&
            (ports.length === 0 || ports.includes(socket.socket.localPort) || ports.includes(socket.socket.peerPort)),
        ),
    )
  if (options.states.length > 0 && options.internet.length > 0) tests.push(socket?.protocol === 'TCP' && options.states.includes(socket.socket.state))
  if (options.pids.length > 0) tests.push(options.pids.includes(entry.process.pid))
  if (options.users.length > 0) tests.push(options.users.includes(entry.process.uids[1] ?? -1))
  if (options.commands.length > 0) tests.push(options.commands.some((name) => entry.process.comm.startsWith(name)))
  if (options.files.length > 0) tests.push(entry.stat !== undefined && files.has(`${entry.stat.dev}:${entry.stat.ino}`))
  if (tests.length === 0) return true
  return options.and || options.states.length > 0 ? tests.every(Boolean) : tests.some(Boolean)
}

function table(lines: readonly Line[]): string {
  const header = ['COMMAND', 'PID', 'USER', 'FD', 'TYPE', 'DEVICE', 'SIZE/OFF', 'NODE', 'NAME']
  const minimum = [7, 3, 4, 4, 4, 6, 8, 4]
  const width = minimum.map((least, i) => Math.max(least, ...lines.map(({ cells }) => (i === 3 ? 4 : (cells[i]?.length ?? 0)))))
  const row = (cells: readonly string[], fd: string): string => {
    const cell = (i: number): string => (i === 0 ? (cells[i] ?? '').padEnd(width[i] ?? 0) : (cells[i] ?? '').padStart(width[i] ?? 0))
    return `${cell(0)} ${cell(1)} ${cell(2)} ${fd} ${cell(4)} ${cell(5)} ${cell(6)} ${cell(7)} ${cells[8]}`.trimEnd()
  }
  const out = [row(header, '  FD  ')]
  for (const { cells, entry } of lines) out.push(row(cells, `${entry.fd.padStart(4)}${entry.access} `))
  return `${out.join('\n')}\n`
}
