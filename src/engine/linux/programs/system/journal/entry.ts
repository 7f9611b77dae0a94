import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { TimeZone } from '../../../../base/time-zone.ts'

/** A journal entry. The real file format is binary; here it is a line of JSON, which `cat` shows honestly. */
export interface JournalEntry {
  /** __REALTIME_TIMESTAMP, Unix milliseconds. */
  readonly atMs: number
  /** _SYSTEMD_UNIT, empty for the kernel and pid 1's own. */
  readonly unit: string
  /** SYSLOG_IDENTIFIER. */
  readonly identifier: string
  readonly pid: number
  /** 0 emergency to 7 debug. */
  readonly priority: number
  readonly message: string
  readonly transport: 'kernel' | 'stdout' | 'syslog' | 'journal'
}

export const JOURNAL_FILE = '/run/log/journal/system.journal'
export const STREAM_SOCKET = '/run/systemd/journal/stdout'
export const DATAGRAM_SOCKET = '/run/systemd/journal/socket'
export const SYSLOG_SOCKET = '/run/systemd/journal/dev-log'

/** `Jun 10 11:00:05 matrix-01 dockerd[1210]: message`, as `journalctl -o short` and systemctl status print it. */
export function shortLine(entry: JournalEntry, hostname: string, zone: TimeZone): string {
  const stamp = strftime('%b %d %H:%M:%S', civilTime(entry.atMs, zone))
  const pid = entry.transport === 'kernel' ? '' : `[${entry.pid}]`
  return `${stamp} ${hostname} ${entry.identifier}${pid}: ${entry.message}`
}
