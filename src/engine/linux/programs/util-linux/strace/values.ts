import { encode } from '../../../../base/utf8.ts'
import type { Stat } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { SocketAddress } from '../../../kernel/net/socket-address.ts'
import { signalName } from '../../../kernel/signal.ts'

// Arguments of system calls as strace writes them down.

const escapes: Readonly<Record<number, string>> = { 34: '\\"', 92: '\\\\', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

/** Bytes between quotes, octal where they are no ASCII, cut after `limit` with dots behind. */
export function quoted(bytes: Uint8Array, limit: number): string {
  let text = ''
  const shown = bytes.subarray(0, limit)
  for (const [index, byte] of shown.entries()) {
    const next = shown[index + 1]
    const digitFollows = next !== undefined && next >= 48 && next <= 57
    text += escapes[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(digitFollows ? 3 : 1, '0')}`)
  }
  return `"${text}"${bytes.length > limit ? '...' : ''}`
}

/** A path: never cut. */
export const path = (text: string): string => quoted(encode(text), Number.POSITIVE_INFINITY)

export const string = (text: string, limit: number): string => quoted(encode(text), limit)

export const octal = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`

const openFlags: readonly (readonly [number, string])[] = [
  [O.CREAT, 'O_CREAT'],
  [O.EXCL, 'O_EXCL'],
  [O.NOCTTY, 'O_NOCTTY'],
  [O.TRUNC, 'O_TRUNC'],
  [O.APPEND, 'O_APPEND'],
  [O.NONBLOCK, 'O_NONBLOCK'],
  [O.DIRECTORY, 'O_DIRECTORY'],
  [O.NOFOLLOW, 'O_NOFOLLOW'],
  [O.CLOEXEC, 'O_CLOEXEC'],
  [O.PATH, 'O_PATH'],
]

export function openMode(flags: number): string {
  const access = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'][flags & 3] ?? 'O_ACCMODE'
  return [access, ...openFlags.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name)].join('|')
}

export const signal = (number: number): string => signalName(number) ?? (number === 0 ? '0' : `SIGRT_${number - 32}`)

/** `[INT CHLD]`. */
export const signalSet = (numbers: readonly number[]): string => `[${numbers.map((number) => signal(number).replace(/^SIG/, '')).join(' ')}]`

const types: Readonly<Record<Stat['type'], string>> = {
  file: 'S_IFREG',
  directory: 'S_IFDIR',
  symlink: 'S_IFLNK',
  fifo: 'S_IFIFO',
  socket: 'S_IFSOCK',
  char: 'S_IFCHR',
  block: 'S_IFBLK',
}

export const fileMode = (type: Stat['type'], mode: number): string => `${types[type]}|${octal(mode)}`

export function statFields(stat: Stat): string {
  const device = stat.type === 'char' || stat.type === 'block'
  const last = device ? `st_rdev=makedev(0x${(stat.rdev >> 8).toString(16)}, 0x${(stat.rdev & 255).toString(16)})` : `st_size=${stat.size}`
  return `{st_mode=${fileMode(stat.type, stat.mode)}, ${last}, ...}`
}

/** `{tv_sec=1, tv_nsec=500000000}`. */
export function time(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `{tv_sec=${seconds}, tv_nsec=${Math.round((ms - seconds * 1000) * 1_000_000)}}`
}

export const events = (bits: number): string =>
  [
    [1, 'POLLIN'],
    [2, 'POLLPRI'],
    [4, 'POLLOUT'],
    [8, 'POLLERR'],
    [16, 'POLLHUP'],
    [32, 'POLLNVAL'],
  ]
    .filter(([bit]) => (bits & (bit as number)) !== 0)
    .map(([, name]) => name)
    .join('|') || '0'

/** A socket address and its length. */
export function address(value: SocketAddress): string {
  switch (value.family) {
    case 'inet':
      return `{sa_family=AF_INET, sin_port=htons(${value.port}), sin_addr=inet_addr("${value.address}")}, 16`
    case 'inet6':
      return `{sa_family=AF_INET6, sin6_port=htons(${value.port}), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "${value.address}", &sin6_addr), sin6_scope_id=0}, 28`
    case 'unix': {
      const abstract = value.path.startsWith('@')
      const shown = abstract ? `@"${value.path.slice(1)}"` : `"${value.path}"`
      return `{sa_family=AF_UNIX${value.path ? `, sun_path=${shown}` : ''}}, ${value.path ? value.path.length + (abstract ? 2 : 3) : 2}`
    }
  }
}

/** Anything else, as plainly as it can be written. */
export function plain(value: unknown, limit: number): string {
  if (value === undefined || value === null) return 'NULL'
  if (typeof value === 'string') return string(value, limit)
  if (value instanceof Uint8Array) return quoted(value, limit)
  if (typeof value === 'number' || typeof value === 'boolean') return String(Number(value))
  if (Array.isArray(value))
    return `[${value
      .slice(0, 4)
      .map((item) => plain(item, limit))
      .join(', ')}${value.length > 4 ? ', ...' : ''}]`
  if (value instanceof Map || value instanceof Set) return `[/* ${value.size} */]`
  if (typeof value !== 'object') return '[function]'
  const fields = Object.entries(value).filter(([name, field]) => name !== 'call' && typeof field !== 'function')
  return `{${fields.map(([name, field]) => `${name}=${plain(field, limit)}`).join(', ')}}`
}

export const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array(0))
