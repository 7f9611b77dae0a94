import type { Errno } from '../../../kernel/errno.ts'
import { errnos, strerror } from '../../../kernel/errno.ts'
import type { Realm } from '../language/realm.ts'
import type { Obj, Value } from '../language/values.ts'
import { define } from '../language/values.ts'

/** Where libuv's words differ from the C library's. */
const words: Partial<Record<Errno, string>> = {
  EEXIST: 'file already exists',
  EISDIR: 'illegal operation on a directory',
  EADDRNOTAVAIL: 'address not available',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'host is unreachable',
  EMFILE: 'too many open files',
  ENOTEMPTY: 'directory not empty',
}

export const errorText = (errno: Errno): string => words[errno] ?? strerror(errno).toLowerCase()

/** An error of a system call as node's modules throw it: `ENOENT: no such file or directory, open 'x'`. */
export function systemError(realm: Realm, errno: Errno, syscall: string, path?: string, to?: string): Obj {
  const places = path === undefined ? '' : ` '${path}'${to === undefined ? '' : ` -> '${to}'`}`
  const properties = { errno: -errnos[errno][0], code: errno, syscall, ...(path !== undefined && { path }), ...(to !== undefined && { dest: to }) }
  return realm.error('Error', `${errno}: ${errorText(errno)}, ${syscall}${places}`, properties)
}

/** An error of a socket: `connect ECONNREFUSED 127.0.0.1:80`, `listen EADDRINUSE: address already in use :::80`. */
export function socketError(realm: Realm, errno: Errno, syscall: string, address?: string, port?: number): Obj {
  const place = address === undefined ? '' : port === undefined ? ` ${address}` : ` ${address}:${port}`
  const details = syscall === 'listen' || syscall === 'bind' ? `: ${errorText(errno)}` : ''
  const error = realm.error('Error', `${syscall} ${errno}${details}${place}`)
  const extra: Record<string, Value> =
    syscall === 'listen' ? { code: errno, errno: -errnos[errno][0], syscall } : { errno: -errnos[errno][0], code: errno, syscall }
  if (address !== undefined) extra.address = address
  if (port !== undefined) extra.port = port
  return Object.assign(error, extra)
}

/** Puts lines of node's own functions at the top of an error's trace. */
export function traceThrough(error: Obj, lines: readonly string[]): Obj {
  const [head = '', ...rest] = String(error.stack).split(/\n(?= {4}at )/)
  define(error, 'stack', [head, ...lines.map((line) => `    at ${line}`), ...rest].slice(0, 11).join('\n'))
  return error
}
