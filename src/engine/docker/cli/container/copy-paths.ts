import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { fromBase64 } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerPathStat } from '../../api/container.ts'

export interface CopySettings {
  readonly followLink: boolean
  readonly archive: boolean
  readonly quiet: boolean
}

/** How much was copied (archive bytes), and what messages call the destination. */
export interface Copied {
  readonly bytes: number
  readonly to: string
}

/** Bits of Go's os.FileMode. */
const directoryBit = 2 ** 31
const symlinkBit = 2 ** 27

export const isDirectoryMode = (mode: number): boolean => Math.floor(mode / directoryBit) % 2 === 1
export const isSymlinkMode = (mode: number): boolean => Math.floor(mode / symlinkBit) % 2 === 1

/** The header `X-Docker-Container-Path-Stat`. */
export function pathStat(header: string | undefined): ContainerPathStat | undefined {
  const bytes = header === undefined ? undefined : fromBase64(header)
  return bytes ? (JSON.parse(decode(bytes)) as ContainerPathStat) : undefined
}

/** A clean absolute path; `keepEnd` keeps what a trailing slash or dot means. */
export function cleanPath(path: string, cwd: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** `dir/` and `dir/.` say that a directory is meant. */
export const assertsDirectory = (path: string): boolean => path.endsWith('/') || path === '.' || path.endsWith('/.')

/** `dir/.`: what is in it, not itself. */
export const meansContents = (path: string): boolean => path === '.' || path.endsWith('/.')

export function* workingDirectory(): Sys<string> {
  const cwd = yield* sys.getcwd({})
  return cwd.ok ? cwd.value : '/'
}

/** A name for a file that goes again. */
export function* temporaryName(directory: string): Sys<string> {
  const bytes = yield* sys.getrandom({ count: 6 })
  return `${directory === '/' ? '' : directory}/.docker-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
