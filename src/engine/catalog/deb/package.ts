import { encode } from '../../base/utf8.ts'
import { BytesContent, type Content, fromLatin1, SegmentedContent } from '../../linux/kernel/content.ts'
import { contentDigest } from '../../linux/kernel/fs/archive/digest.ts'
import { CompressedContent, TarContent } from '../../linux/kernel/fs/archive/tar-content.ts'
import type { TreeDirectory, TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { file, filler, tree } from '../../linux/kernel/fs/tree.ts'
import { formatStanza, type Stanza } from '../../linux/programs/apt/control.ts'
import { arHeader, arMagic } from '../../linux/programs/apt/deb-file.ts'

export type DebScript = 'preinst' | 'postinst' | 'prerm' | 'postrm'

/** A Debian package as the catalogue writes it down. Sizes are the real package's. */
export interface DebSpec {
  readonly name: string
  readonly version: string
  readonly arch: 'amd64' | 'all'
  readonly multiArch?: 'same' | 'foreign' | 'allowed'
  readonly essential?: boolean
  readonly priority: string
  readonly section: string
  readonly source?: string
  readonly summary: string
  /** Relationship fields by name: `Depends`, `Recommends`, … */
  readonly relations: Readonly<Record<string, string>>
  readonly installedKb: number
  /** Of the .deb file. */
  readonly archiveBytes: number
  readonly files?: Readonly<Record<string, TreeEntry>>
  readonly conffiles?: readonly string[]
  readonly scripts?: Readonly<Partial<Record<DebScript, string>>>
  /** `interest-noawait /usr/share/man`. */
  readonly triggers?: string
}

export interface BuiltDeb {
  readonly spec: DebSpec
  readonly control: Stanza
  readonly tree: TreeDirectory
  readonly list: readonly string[]
  readonly content: Content
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: () => string
}

const relationOrder = ['Pre-Depends', 'Depends', 'Recommends', 'Suggests', 'Conflicts', 'Breaks', 'Replaces', 'Provides', 'Enhances'] as const

export function controlOf(spec: DebSpec, maintainer: string): Stanza {
  const fields = new Map<string, string>([['Package', spec.name]])
  if (spec.source) fields.set('Source', spec.source)
  fields.set('Version', spec.version)
  fields.set('Architecture', spec.arch)
  if (spec.essential) fields.set('Essential', 'yes')
  fields.set('Maintainer', maintainer)
  fields.set('Installed-Size', String(spec.installedKb))
  for (const name of relationOrder) if (spec.relations[name]) fields.set(name, spec.relations[name])
  fields.set('Section', spec.section)
  fields.set('Priority', spec.priority)
  if (spec.multiArch) fields.set('Multi-Arch', spec.multiArch)
  fields.set('Description', spec.summary)
  return fields
}

/** The package's files: what is modelled, its copyright, and one file of filler for the rest of its size (libraries, documentation). */
export function dataTree(spec: DebSpec, mtimeMs: number): TreeDirectory {
  const files: Record<string, TreeEntry> = { ...spec.files }
  let known = 0
  const size = (node: TreeDirectory): void => {
    for (const child of node.entries.values()) {
      if (child.type === 'directory') size(child)
      else if (child.type === 'file') known += child.content.size
    }
  }
  size(tree(files, mtimeMs))
  const doc = `/usr/share/doc/${spec.name}`
  files[`${doc}/copyright`] = filler(
    Math.min(2048, Math.max(256, spec.installedKb * 8)),
    `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: ${spec.name}\n\n`,
  )
  const rest = spec.installedKb * 1024 - known - 2048
  if (rest > 4096) files[restPath(spec)] = filler(rest, spec.arch === 'all' ? '' : '\x7fELF')
  return tree(files, mtimeMs)
}

/** Where the part of a package that is not modelled file by file lies. */
function restPath(spec: DebSpec): string {
  if (spec.name.startsWith('lib') && spec.arch !== 'all')
    return `/usr/lib/x86_64-linux-gnu/${spec.name.replace(/^(lib\D+?)-?(\d[\d.]*)?(t64)?$/, '$1.so.$2').replace(/\.$/, '')}`
  return spec.arch === 'all' ? `/usr/share/${spec.name}/data.bin` : `/usr/lib/${spec.name}/data.bin`
}

/** Paths as dpkg lists them: `/.` first, every directory before what it holds. */
export function listPaths(node: TreeDirectory, path = ''): string[] {
  const out: string[] = path === '' ? ['/.'] : []
  for (const [name, child] of node.entries) {
    out.push(`${path}/${name}`)
    if (child.type === 'directory') out.push(...listPaths(child, `${path}/${name}`))
  }
  return out
}

/** The control archive's files beside `control`. */
export function controlFiles(spec: DebSpec, list: readonly string[]): Record<string, TreeEntry> {
  const files: Record<string, TreeEntry> = { '/list': list.map((path) => `${path}\n`).join('') }
  if (spec.conffiles && spec.conffiles.length > 0) files['/conffiles'] = spec.conffiles.map((path) => `${path}\n`).join('')
  if (spec.triggers) files['/triggers'] = `${spec.triggers}\n`
  for (const [kind, text] of Object.entries(spec.scripts ?? {})) files[`/${kind}`] = file(`#!/bin/sh\nset -e\n${text}`, 0o755)
  return files
}

export function buildDeb(spec: DebSpec, maintainer: string, mtimeMs: number): BuiltDeb {
  const data = dataTree(spec, mtimeMs)
  const list = listPaths(data)
  const control = controlOf(spec, maintainer)
  const tar = new TarContent(tree({ '/control': formatStanza(control), ...controlFiles(spec, list) }, mtimeMs))
  const controlBytes = new BytesContent(tar.read(0, tar.size))
  const head = `${arMagic}${arHeader('debian-binary', 4, mtimeMs)}2.0\n${arHeader('control.tar', controlBytes.size, mtimeMs)}`
  const dataBytes = Math.max(512, spec.archiveBytes - head.length - controlBytes.size - 60)
  const payload = new CompressedContent(new TarContent(data), dataBytes)
  const parts: Content[] = [
    new BytesContent(fromLatin1(head)),
    controlBytes,
    new BytesContent(encode(arHeader('data.tar.xz', dataBytes, mtimeMs))),
    payload,
  ]
  const content = new SegmentedContent(parts.map((part) => ({ content: part, offset: 0, length: part.size })))
  let digest: string | undefined
  return {
    spec,
    control,
    tree: data,
    list,
    content,
    digest: () => {
      digest ??= contentDigest(content)
      return digest
    },
  }
}
