import type { Sys } from '../../../kernel/calls.ts'
import { decodeUtf8 } from '../../../libc/locale.ts'
import type { Tool } from '../../gnu/tool.ts'
import type { Member } from './header.ts'
import { blockBytes, decodeBlock, decodePax, roundUp } from './header.ts'
import type { ArchiveInput } from './stream.ts'

/** Walks the members of an archive: long names and pax records are put where they belong. */
export class MemberReader {
  private first = true

  constructor(
    private readonly tool: Tool,
    private readonly input: ArchiveInput,
  ) {}

  /** The next member; its content follows in the input. Undefined at the end. */
  *next(): Sys<Member | undefined> {
    let longName: string | undefined
    let longLink: string | undefined
    let records: ReadonlyMap<string, string> = new Map()
    for (;;) {
      const block = yield* this.input.take(blockBytes)
      if (block.length === 0) return undefined
      const header = block.length < blockBytes ? 'unknown' : decodeBlock(block)
      if (header === 'end') return undefined
      if (header === 'unknown') {
        yield* this.unknown(block.length)
        return undefined
      }
      this.first = false
      if (!['L', 'K', 'x', 'g'].includes(header.type)) return overlaid(header, longName, longLink, records)
      const body = yield* this.input.take(roundUp(header.size))
      const text = () => decodeUtf8(body.subarray(0, header.size)).replace(/\0[\s\S]*$/, '')
      if (header.type === 'L') longName = text()
      else if (header.type === 'K') longLink = text()
      else if (header.type === 'x') records = decodePax(body.subarray(0, header.size))
    }
  }

  private *unknown(length: number): Sys<void> {
    if (this.first) yield* this.tool.fail('This does not look like a tar archive')
    else if (length < blockBytes) yield* this.tool.fail('Unexpected EOF in archive')
    else yield* this.tool.fail('Skipping to next header')
  }
}

function overlaid(header: Member, longName: string | undefined, longLink: string | undefined, records: ReadonlyMap<string, string>): Member {
  const mtime = records.get('mtime')
  const size = records.get('size')
  return {
    ...header,
    name: records.get('path') ?? longName ?? header.name,
    linkName: records.get('linkpath') ?? longLink ?? header.linkName,
    userName: records.get('uname') ?? header.userName,
    groupName: records.get('gname') ?? header.groupName,
    uid: Number(records.get('uid') ?? header.uid),
    gid: Number(records.get('gid') ?? header.gid),
    ...(mtime !== undefined && { mtimeMs: Number(mtime) * 1000 }),
    ...(size !== undefined && { size: Number(size) }),
  }
}
