import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'
import type { FileType } from '../../../kernel/calls.ts'
import { quoteText } from '../../../libc/quoting.ts'
import { modeString } from '../../gnu/file-mode.ts'
import type { Member } from './header.ts'

/** The lines of `tar -tv`: the column of owners and sizes grows with the widest seen so far. */
const types: Readonly<Record<string, FileType>> = { '2': 'symlink', '3': 'char', '4': 'block', '5': 'directory', '6': 'fifo' }

export class ListPrinter {
  private width = 19

  constructor(
    private readonly settings: { readonly numeric: boolean; readonly fullTime: boolean; readonly zone: TimeZone; readonly utf8: boolean },
  ) {}

  /** A name as tar shows it: control characters as C escapes. */
  name(text: string): string {
    return quoteText(text, 'escape', this.settings.utf8).replace(/\\ /g, ' ')
  }

  long(member: Member): string {
    const { numeric, fullTime, zone } = this.settings
    const mode = modeString(types[member.type] ?? 'file', member.mode)
    const letter = member.type === '1' ? 'h' : mode[0]
    const owner = `${numeric || member.userName === '' ? member.uid : member.userName}/${numeric || member.groupName === '' ? member.gid : member.groupName}`
    const size = member.type === '3' || member.type === '4' ? `${member.major},${member.minor}` : String(member.size)
    this.width = Math.max(this.width, owner.length + 1 + size.length)
    const time = civilTime(member.mtimeMs, zone)
    const date =
      strftime(fullTime ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', time) +
      (fullTime && time.nanosecond > 0 ? strftime('.%N', time).replace(/0+$/, '') : '')
    const link = member.type === '2' ? ` -> ${this.name(member.linkName)}` : member.type === '1' ? ` link to ${this.name(member.linkName)}` : ''
    return `${letter}${mode.slice(1)} ${owner}${size.padStart(this.width - owner.length)} ${date} ${this.name(member.name)}${link}\n`
  }
}
