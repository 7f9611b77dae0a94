import { dayMs, daysOfDate } from '../../base/calendar.ts'
import { BytesContent, type Content, SegmentedContent } from '../../linux/kernel/content.ts'
import { CompressedContent, TarContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeDirectory, TreeEntry, TreeNode } from '../../linux/kernel/fs/tree.ts'
import { tree } from '../../linux/kernel/fs/tree.ts'
import type { Capability, RpmFile, RpmHeader } from '../../linux/programs/rpm/header.ts'
import { encodeHeader } from '../../linux/programs/rpm/header.ts'

/** A package as the catalogue writes it down. Sizes are the real package's. */
export interface RpmSpec {
  readonly name: string
  /** `3:26.1.4-1.el7`: epoch, version, release. */
  readonly evr: string
  readonly arch?: 'x86_64' | 'noarch'
  readonly summary: string
  readonly description?: string
  readonly license?: string
  readonly url?: string
  readonly group?: string
  /** `name`, `name >= 1.2-3`, `/path`. */
  readonly requires?: readonly string[]
  readonly provides?: readonly string[]
  readonly installedBytes: number
  readonly archiveBytes: number
  /** `2024-06-05`. */
  readonly built: string
  readonly files?: Readonly<Record<string, TreeEntry>>
  readonly config?: readonly string[]
  readonly scripts?: RpmHeader['scripts']
}

/** Who builds and signs the packages of a repository. */
export interface RpmVendor {
  readonly vendor: string
  readonly packager: string
  readonly buildHost: string
  readonly keyId: string
}

export interface BuiltRpm {
  readonly header: RpmHeader
  readonly tree: TreeDirectory
  /** The rpm file. */
  readonly content: Content
}

export function parseEvr(text: string): { epoch: number; version: string; release: string } {
  const [epoch, rest] = text.includes(':') ? (text.split(':', 2) as [string, string]) : ['0', text]
  const dash = rest.lastIndexOf('-')
  return dash < 0
    ? { epoch: Number(epoch), version: rest, release: '' }
    : { epoch: Number(epoch), version: rest.slice(0, dash), release: rest.slice(dash + 1) }
}

const signs = { '=': 'EQ', '>=': 'GE', '<=': 'LE', '>': 'GT', '<': 'LT' } as const

export function parseCapability(text: string): Capability {
  const match = /^(\S+)\s*(>=|<=|=|>|<)\s*(\S+)$/.exec(text)
  if (!match) return { name: text }
  const [, name = '', sign = '=', evr = ''] = match
  return { name, flags: signs[sign as keyof typeof signs], evr: parseEvr(evr) }
}

/** Unix milliseconds of noon UTC of a date. */
export function dateMs(date: string): number {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  return daysOfDate(year, month, day) * dayMs + dayMs / 2
}

export function buildRpm(spec: RpmSpec, vendor: RpmVendor): BuiltRpm {
  const builtMs = dateMs(spec.built)
  const directory = tree(spec.files ?? {}, builtMs)
  const evr = parseEvr(spec.evr)
  const header: RpmHeader = {
    name: spec.name,
    ...evr,
    arch: spec.arch ?? 'x86_64',
    summary: spec.summary,
    description: spec.description ?? `${spec.summary}.`,
    group: spec.group ?? 'Unspecified',
    license: spec.license ?? 'GPLv2+',
    url: spec.url ?? '',
    vendor: vendor.vendor,
    packager: vendor.packager,
    buildHost: vendor.buildHost,
    sourceRpm: `${spec.name}-${evr.version}-${evr.release}.src.rpm`,
    builtMs,
    installedBytes: spec.installedBytes,
    archiveBytes: spec.archiveBytes,
    requires: (spec.requires ?? []).map(parseCapability),
    provides: (spec.provides ?? []).map(parseCapability),
    obsoletes: [],
    files: listFiles(directory, '', new Set(spec.config ?? [])),
    scripts: spec.scripts ?? {},
    signedBy: vendor.keyId,
  }
  const head = encodeHeader(header)
  const payload = new CompressedContent(new TarContent(directory), Math.max(512, spec.archiveBytes - head.length))
  const content = new SegmentedContent([
    { content: new BytesContent(head), offset: 0, length: head.length },
    { content: payload, offset: 0, length: payload.size },
  ])
  return { header, tree: directory, content }
}

function listFiles(directory: TreeDirectory, path: string, config: ReadonlySet<string>): RpmFile[] {
  const files: RpmFile[] = []
  for (const [name, node] of directory.entries) {
    const at = `${path}/${name}`
    if (node.type === 'directory') {
      files.push(...listFiles(node, at, config))
      continue
    }
    files.push({
      path: at,
      size: node.type === 'file' ? node.content.size : 0,
      mode: node.mode,
      type: typeOf(node),
      ...(config.has(at) && { config: true }),
    })
  }
  return files
}

const typeOf = (node: TreeNode): RpmFile['type'] => (node.type === 'file' || node.type === 'symlink' ? node.type : 'other')
