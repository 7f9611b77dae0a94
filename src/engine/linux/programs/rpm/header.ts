import type { Evr } from './version.ts'

/** A dependency or capability: `container-selinux >= 2:2.74`, `libc.so.6`, `/bin/sh`. */
export interface Capability {
  readonly name: string
  readonly flags?: 'EQ' | 'GE' | 'LE' | 'GT' | 'LT'
  readonly evr?: Evr
}

/** What an rpm's header says of a package. Sizes are bytes, times Unix milliseconds. */
export interface RpmHeader extends Evr {
  readonly name: string
  readonly arch: string
  readonly summary: string
  readonly description: string
  readonly group: string
  readonly license: string
  readonly url: string
  readonly vendor: string
  readonly packager: string
  readonly buildHost: string
  readonly sourceRpm: string
  readonly builtMs: number
  readonly installedBytes: number
  readonly archiveBytes: number
  readonly requires: readonly Capability[]
  readonly provides: readonly Capability[]
  readonly obsoletes: readonly Capability[]
  readonly files: readonly RpmFile[]
  /** Id of the key that signed it, eight hexadecimal digits; undefined when unsigned. */
  readonly signedBy?: string
  readonly scripts: Readonly<Partial<Record<'pre' | 'post' | 'preun' | 'postun', string>>>
}

export interface RpmFile {
  readonly path: string
  readonly size: number
  readonly mode: number
  readonly type: 'file' | 'directory' | 'symlink' | 'other'
  /** `%config(noreplace)`: kept when the administrator changed it. */
  readonly config?: boolean
}

/** `docker-ce-26.1.4-1.el7.x86_64`. */
export const nevra = (header: Pick<RpmHeader, 'name' | 'version' | 'release' | 'arch'>): string =>
  `${header.name}-${header.version}-${header.release}.${header.arch}`

/** As yum lists it, with a non-zero epoch in front: `3:26.1.4-1.el7`. */
export const evrText = (evr: Evr): string => `${evr.epoch > 0 ? `${evr.epoch}:` : ''}${evr.version}-${evr.release}`

/** As yum's dependency log has it, always with the epoch: `0:1.1.31-54.el7_8`. */
export const fullEvrText = (evr: Evr): string => `${evr.epoch}:${evr.version}-${evr.release}`

/**
 * An rpm file is its lead's magic number, the length of the header in decimal, the header as JSON, and then the payload: an archive of the
 * package's tree. (The real header is a binary store of tags; its content is the same.)
 */
export const LEAD = '\xed\xab\xee\xdb\x03\x00'

export function encodeHeader(header: RpmHeader): string {
  const json = JSON.stringify(header)
  return `${LEAD}${String(json.length).padStart(10, '0')}${json}`
}

export const headerBytesNeeded = (lead: string): number | undefined =>
  lead.startsWith(LEAD) ? LEAD.length + 10 + Number(lead.slice(LEAD.length, LEAD.length + 10)) : undefined

export const decodeHeader = (text: string): RpmHeader => JSON.parse(text.slice(LEAD.length + 10)) as RpmHeader
