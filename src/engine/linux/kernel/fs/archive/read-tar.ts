import { gunzipSync } from 'fflate'
import { limits } from '../../../../base/limits.ts'
import { decode } from '../../../../base/utf8.ts'
import type { Content } from '../../content.ts'
import { BytesContent, SegmentedContent } from '../../content.ts'
import type { TreeDirectory, TreeNode } from '../tree.ts'
import { CompressedContent, TarContent } from './tar-content.ts'
import type { TarHeader } from './tar-header.ts'
import { decodeHeader, decodePax, padded, TAR_BLOCK } from './tar-header.ts'
import { OPAQUE_NAME, OPAQUE_XATTR, WHITEOUT_PREFIX } from './whiteout.ts'

/** Part of a content, as the very object it is made of where the part is one. */
export function partOf(content: Content, offset: number, length: number): Content {
  if (offset === 0 && length === content.size) return content
  if (content instanceof BytesContent) return new BytesContent(content.read(offset, length))
  if (content instanceof SegmentedContent) {
    const slices = content.within(offset, length)
    const [only] = slices
    return slices.length === 1 && only ? partOf(only.content, only.offset, length) : new SegmentedContent(slices)
  }
  return new SegmentedContent([{ content, offset, length }])
}

/** Sees through compression; undefined when what looks like gzip is not, or is larger than a world may hold. */
export function decompressed(content: Content): Content | undefined {
  if (content instanceof CompressedContent) return content.inner
  const head = content.read(0, 2)
  if (head[0] !== 0x1f || head[1] !== 0x8b) return content
  if (content.size > limits.fileBytesInMemory) return undefined
  try {
    return new BytesContent(gunzipSync(content.read(0, content.size)))
  } catch {
    return undefined
  }
}

const trees = new WeakMap<Content, TreeDirectory>()

/**
 * The tree an archive holds; undefined when it is no tar archive or leaves its directory. With `keepWhiteouts`, `.wh.` members become
 * what overlay understands: character devices 0/0 and opaque directories.
 */
export function readTar(archive: Content, keepWhiteouts: boolean, mtimeMs: number): TreeDirectory | undefined {
  const content = decompressed(archive)
  if (!content) return undefined
  if (content instanceof TarContent && keepWhiteouts === (content.options.whiteouts ?? false)) return content.tree
  const known = keepWhiteouts ? trees.get(content) : undefined
  if (known) return known
  const builder = new TreeBuilder(keepWhiteouts, mtimeMs)
  if (!readMembers(content, builder)) return undefined
  if (keepWhiteouts) trees.set(content, builder.root)
  return builder.root
}

function readMembers(content: Content, into: TreeBuilder): boolean {
  let pax: ReadonlyMap<string, string> = new Map()
  let global: ReadonlyMap<string, string> = new Map()
  let longName: string | undefined
  let longLink: string | undefined
  for (let at = 0; at < content.size; ) {
    const plain = decodeHeader(content.read(at, TAR_BLOCK))
    if (plain === 'corrupt') return false
    if (!plain) return true
    at += TAR_BLOCK
    const records = new Map([...global, ...pax])
    const header = plain.type === 'x' || plain.type === 'g' ? plain : extended(plain, records, longName, longLink)
    const body = () => content.read(at, header.size)
    if (header.type === 'x') pax = decodePax(body())
    else if (header.type === 'g') global = decodePax(body())
    else if (header.type === 'L') longName = decode(body()).replace(/\0+$/, '')
    else if (header.type === 'K') longLink = decode(body()).replace(/\0+$/, '')
    else {
      if (!into.add(header, header.type === '0' ? partOf(content, at, header.size) : undefined)) return false
      pax = new Map()
      longName = undefined
      longLink = undefined
    }
    at += header.type === '0' || !/[1-6]/.test(header.type) ? padded(header.size) : 0
  }
  return content.size > 0
}

function extended(header: TarHeader, pax: ReadonlyMap<string, string>, longName: string | undefined, longLink: string | undefined): TarHeader {
  const xattrs = new Map<string, string>()
  for (const [key, value] of pax) if (key.startsWith('SCHILY.xattr.')) xattrs.set(key.slice('SCHILY.xattr.'.length), value)
  const number = (key: string, plain: number) => (pax.has(key) ? Number(pax.get(key)) : plain)
  return {
    ...header,
    name: pax.get('path') ?? longName ?? header.name,
    linkName: pax.get('linkpath') ?? longLink ?? header.linkName,
    size: number('size', header.size),
    uid: number('uid', header.uid),
    gid: number('gid', header.gid),
    mtimeMs: pax.has('mtime') ? Number(pax.get('mtime')) * 1000 : header.mtimeMs,
    ...(xattrs.size > 0 && { xattrs }),
  }
}

interface Building extends Omit<TreeDirectory, 'entries' | 'xattrs'> {
  entries: Map<string, TreeNode>
  xattrs?: ReadonlyMap<string, string>
  mode: number
  uid: number
  gid: number
  mtimeMs: number
}

/** Puts members where they belong. */
class TreeBuilder {
  readonly root: Building

  constructor(
    private readonly keepWhiteouts: boolean,
    private readonly mtimeMs: number,
  ) {
    this.root = this.directory()
  }

  /** False for a member that would leave the directory. */
  add(header: TarHeader, content: Content | undefined): boolean {
    const parts = header.name.split('/').filter((part) => part !== '' && part !== '.')
    if (parts.includes('..')) return false
    const name = parts.pop()
    const parent = this.find(parts)
    const { mode, uid, gid, mtimeMs, xattrs } = header
    const owned = { mode, uid, gid, mtimeMs }
    if (name === undefined) {
      if (header.type === '5') Object.assign(this.root, owned)
      return true
    }
    if (this.keepWhiteouts && name === OPAQUE_NAME) {
      parent.xattrs = new Map([...(parent.xattrs ?? []), [OPAQUE_XATTR, 'y']])
      return true
    }
    if (this.keepWhiteouts && name.startsWith(WHITEOUT_PREFIX)) {
      parent.entries.set(name.slice(WHITEOUT_PREFIX.length), { ...owned, type: 'char', rdev: 0 })
      return true
    }
    const node = this.node(header, content, owned)
    if (!node) return false
    const before = parent.entries.get(name)
    if (node.type === 'directory' && before?.type === 'directory') Object.assign(before, owned, xattrs && { xattrs })
    else parent.entries.set(name, xattrs && (node.type === 'file' || node.type === 'directory') ? { ...node, xattrs } : node)
    return true
  }

  private node(
    header: TarHeader,
    content: Content | undefined,
    owned: { mode: number; uid: number; gid: number; mtimeMs: number },
  ): TreeNode | undefined {
    const rdev = header.major * 256 + header.minor
    switch (header.type) {
      case '1':
        return this.linked(header.linkName)
      case '2':
        return { ...owned, mode: 0o777, type: 'symlink', target: header.linkName }
      case '3':
        return { ...owned, type: 'char', rdev }
      case '4':
        return { ...owned, type: 'block', rdev }
      case '5':
        return { ...owned, type: 'directory', entries: new Map() }
      case '6':
        return { ...owned, type: 'fifo', rdev: 0 }
      default:
        return { ...owned, type: 'file', content: content ?? new BytesContent(new Uint8Array(0)) }
    }
  }

  /** The file a hard link names: the same object at two places. */
  private linked(path: string): TreeNode | undefined {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    const name = parts.pop() ?? ''
    return this.find(parts).entries.get(name)
  }

  private find(parts: readonly string[]): Building {
    let at = this.root
    for (const part of parts) {
      let next = at.entries.get(part)
      if (next?.type !== 'directory') {
        next = this.directory()
        at.entries.set(part, next)
      }
      at = next as Building
    }
    return at
  }

  private directory(): Building {
    return { type: 'directory', mode: 0o755, uid: 0, gid: 0, mtimeMs: this.mtimeMs, entries: new Map() }
  }
}
