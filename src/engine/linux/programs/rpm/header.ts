import { concatBytes, decode, encode } from '../../../base/utf8.ts'
import { fromLatin1, latin1 } from '../../kernel/content.ts'
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
const LEAD = '\xed\xab\xee\xdb\x03\x00'

const LENGTH_DIGITS = 10

export function encodeHeader(header: RpmHeader): Uint8Array {
  const json = encode(JSON.stringify(header))
  return concatBytes([fromLatin1(`${LEAD}${String(json.length).padStart(LENGTH_DIGITS, '0')}`), json])
}

/** Bytes to read before the whole header is there. */
export const LEAD_BYTES = LEAD.length + LENGTH_DIGITS

/** Where the header ends, from the file's first bytes; undefined when it is no rpm. */
export function headerEnd(lead: Uint8Array): number | undefined {
  const text = latin1(lead)
  return text.startsWith(LEAD) ? LEAD_BYTES + Number(text.slice(LEAD.length, LEAD_BYTES)) : undefined
}

export const decodeHeader = (bytes: Uint8Array): RpmHeader => JSON.parse(decode(bytes.subarray(LEAD_BYTES))) as RpmHeader
