import { sha1 } from '@noble/hashes/legacy.js'
import { encode } from '../../base/utf8.ts'
import { BytesContent, type Content, SegmentedContent } from '../../linux/kernel/content.ts'
import { CompressedContent, TarContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeDirectory, TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { filler, tree, treeBytes } from '../../linux/kernel/fs/tree.ts'
import { base64 } from '../../linux/libc/http/url.ts'
import { encodeControl } from '../../linux/programs/apk/package-file.ts'
import type { InstalledFile, InstalledPackage } from '../../linux/programs/apk/record.ts'
import { dateMs } from '../rpm/package.ts'

/** A package as the catalogue writes it down. Sizes are the real package's. */
export interface ApkSpec {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly url?: string
  readonly license?: string
  /** The source package it is made from; itself by default. */
  readonly origin?: string
  readonly installedBytes: number
  readonly archiveBytes: number
  readonly built: string
  readonly depends?: readonly string[]
  readonly provides?: readonly string[]
  /** Comes by itself where all of these are. */
  readonly installIf?: readonly string[]
  readonly files?: Readonly<Record<string, TreeEntry>>
  /** Where what is not modelled lies, so that the package has its size. */
  readonly rest?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly triggers?: readonly string[]
}

/** A package with its files as the database lists them. */
export interface BuiltApk {
  readonly spec: ApkSpec
  readonly record: InstalledPackage
  readonly tree: TreeDirectory
}

export function buildApk(spec: ApkSpec): BuiltApk {
  const builtMs = dateMs(spec.built)
  const known = tree(spec.files ?? {}, builtMs)
  const missing = spec.installedBytes - treeBytes(known)
  const whole = missing > 0 && spec.rest !== undefined ? tree({ ...spec.files, [spec.rest]: filler(missing, '\x7fELF', 0o755) }, builtMs) : known
  const record: InstalledPackage = {
    name: spec.name,
    version: spec.version,
    arch: 'x86_64',
    size: spec.archiveBytes,
    installedSize: spec.installedBytes,
    description: spec.description,
    url: spec.url ?? 'https://alpinelinux.org',
    license: spec.license ?? 'MIT',
    origin: spec.origin ?? spec.name,
    builtSeconds: Math.floor(builtMs / 1000),
    checksum: `Q1${base64(sha1(encode(`${spec.name}-${spec.version}`)))}`,
    depends: spec.depends ?? [],
    provides: spec.provides ?? [],
    installIf: spec.installIf ?? [],
    files: listFiles(whole, ''),
    triggers: spec.triggers ?? [],
  }
  return { spec, record, tree: whole }
}

/** The package's file: control part, then the files, of the published size. */
export function packageContent({ spec, record, tree: whole }: BuiltApk): Content {
  const control = encodeControl({ package: record, scripts: spec.scripts ?? {} })
  const payload = new CompressedContent(new TarContent(whole), Math.max(256, spec.archiveBytes - control.length))
  return new SegmentedContent([
    { content: new BytesContent(control), offset: 0, length: control.length },
    { content: payload, offset: 0, length: payload.size },
  ])
}

function listFiles(directory: TreeDirectory, path: string): InstalledFile[] {
  const files: InstalledFile[] = []
  for (const [name, node] of directory.entries) {
    const at = `${path}/${name}`
    const { mode, uid, gid } = node
    if (node.type === 'directory') files.push({ path: at, mode, uid, gid, type: 'directory' }, ...listFiles(node, at))
    else files.push({ path: at, mode, uid, gid, type: node.type === 'symlink' ? 'symlink' : 'file' })
  }
  return files
}
