/**
 * Archives that stand for a shared tree: their size is exact, their bytes are made when somebody reads them, and unpacking one shares
 * the tree instead. Image layers, `docker save` and `docker export` are these.
 */
import { sha256Hex } from '../../../../base/sha256.ts'
import type { Content, ContentSlice } from '../../content.ts'
import { SegmentedContent, zeroContent } from '../../content.ts'
import type { TreeDirectory, TreeFile, TreeNode } from '../tree.ts'
import { contentDigest } from './digest.ts'
import type { TarHeader } from './tar-header.ts'
import { encodeHeader, headerBytes, padded, TAR_BLOCK } from './tar-header.ts'
import { OPAQUE_NAME, OPAQUE_XATTR, WHITEOUT_PREFIX } from './whiteout.ts'

interface TarOptions {
  /** Names begin with `./` and the directory itself is a member. */
  readonly dot?: boolean
  /** Character devices 0/0 and opaque directories are written as `.wh.` members. */
  readonly whiteouts?: boolean
}

export class TarContent implements Content {
  private exactSize: number | undefined
  private segments: SegmentedContent | undefined
  private summary: string | undefined

  constructor(
    readonly tree: TreeDirectory,
    readonly options: TarOptions = {},
  ) {}

  get size(): number {
    if (this.exactSize === undefined) {
      this.exactSize = TAR_BLOCK * 2
      for (const { header } of this.members()) this.exactSize += headerBytes(header) + padded(header.size)
    }
    return this.exactSize
  }

  read(offset: number, count: number): Uint8Array {
    this.segments ??= this.lay()
    return this.segments.read(offset, count)
  }

  /** A digest of the list of members with the digests of what they hold. */
  descriptor(): string {
    if (this.summary === undefined) {
      const lines: string[] = []
      for (const { header, content } of this.members()) {
        const { name, type, mode, uid, gid, size, mtimeMs, linkName, major, minor, xattrs } = header
        const data = content && size > 0 ? (content.descriptor?.() ?? contentDigest(content)) : ''
        lines.push(`${name} ${type} ${mode} ${uid} ${gid} ${size} ${mtimeMs} ${linkName} ${major} ${minor} ${[...(xattrs ?? [])]} ${data}`)
      }
      this.summary = `tar ${sha256Hex(lines.join('\n'))}`
    }
    return this.summary
  }

  /** Every member in the order of the archive: directories before what they hold. */
  *members(): Iterable<{ readonly header: TarHeader; readonly content: Content | undefined }> {
    const first = new Map<TreeFile, string>()
    if (this.options.dot) yield { header: headerOf('./', this.tree, first), content: undefined }
    yield* this.below(this.tree, this.options.dot ? './' : '', first)
  }

  private *below(
    directory: TreeDirectory,
    prefix: string,
    first: Map<TreeFile, string>,
  ): Iterable<{ header: TarHeader; content: Content | undefined }> {
    for (const [name, node] of directory.entries) {
      if (this.options.whiteouts && node.type === 'char' && node.rdev === 0) {
        yield { header: marker(`${prefix}${WHITEOUT_PREFIX}${name}`, node.mtimeMs), content: undefined }
        continue
      }
      const path = `${prefix}${name}${node.type === 'directory' ? '/' : ''}`
      const header = headerOf(path, this.options.whiteouts ? withoutOpaque(node) : node, first)
      yield { header, content: node.type === 'file' && header.type === '0' ? node.content : undefined }
      if (node.type !== 'directory') continue
      if (this.options.whiteouts && isOpaque(node)) yield { header: marker(`${path}${OPAQUE_NAME}`, node.mtimeMs), content: undefined }
      yield* this.below(node, path, first)
    }
  }

  private lay(): SegmentedContent {
    const slices: ContentSlice[] = []
    for (const { header, content } of this.members()) {
      const head = new HeaderContent(header)
      slices.push({ content: head, offset: 0, length: head.size })
      if (!content || header.size === 0) continue
      slices.push({ content, offset: 0, length: header.size })
      const rest = padded(header.size) - header.size
      if (rest > 0) slices.push({ content: zeroContent, offset: 0, length: rest })
    }
    slices.push({ content: zeroContent, offset: 0, length: TAR_BLOCK * 2 })
    return new SegmentedContent(slices)
  }
}

class HeaderContent implements Content {
  readonly size: number

  constructor(private readonly header: TarHeader) {
    this.size = headerBytes(header)
  }

  read(offset: number, count: number): Uint8Array {
    return encodeHeader(this.header).subarray(offset, offset + count)
  }
}

/**
 * A compressed content: unpacking sees through it. The compressed size is what its maker says (registries publish it); reading gives
 * bytes of that number that no gunzip understands.
 */
export class CompressedContent implements Content {
  constructor(
    readonly inner: Content,
    readonly size: number,
  ) {}

  read(offset: number, count: number): Uint8Array {
    const length = Math.max(0, Math.min(count, this.size - offset))
    const out = new Uint8Array(length)
    for (let i = 0; i < length; i++) out[i] = gzipMagic[offset + i] ?? (Math.imul(offset + i + this.size, 0x9e3779b1) >>> 11) & 0xff
    return out
  }

  descriptor(): string {
    return `gzip ${this.size} ${this.inner.descriptor?.() ?? contentDigest(this.inner)}`
  }
}

const gzipMagic = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]

const isOpaque = (node: TreeDirectory): boolean => node.xattrs?.get(OPAQUE_XATTR) === 'y'

function withoutOpaque(node: TreeNode): TreeNode {
  if (node.type !== 'directory' || !isOpaque(node)) return node
  const xattrs = new Map(node.xattrs)
  xattrs.delete(OPAQUE_XATTR)
  return { ...node, xattrs }
}

const marker = (name: string, mtimeMs: number): TarHeader => ({
  name,
  type: '0',
  mode: 0,
  uid: 0,
  gid: 0,
  size: 0,
  mtimeMs,
  linkName: '',
  major: 0,
  minor: 0,
})

const typeFlags = { file: '0', directory: '5', symlink: '2', char: '3', block: '4', fifo: '6', socket: '0' } as const

function headerOf(name: string, node: TreeNode, first: Map<TreeFile, string>): TarHeader {
  const { mode, uid, gid, mtimeMs } = node
  const device = 'rdev' in node ? node.rdev : 0
  const plain = {
    name,
    type: typeFlags[node.type],
    mode,
    uid,
    gid,
    mtimeMs,
    size: 0,
    linkName: '',
    major: Math.floor(device / 256),
    minor: device % 256,
  }
  const xattrs = 'xattrs' in node && node.xattrs && node.xattrs.size > 0 ? { xattrs: node.xattrs } : {}
  if (node.type === 'symlink') return { ...plain, linkName: node.target }
  if (node.type !== 'file') return { ...plain, ...xattrs }
  const linked = first.get(node)
  if (linked !== undefined) return { ...plain, type: '1', linkName: linked }
  first.set(node, name)
  return { ...plain, ...xattrs, size: node.content.size }
}
