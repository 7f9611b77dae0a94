import type { DiskUsage } from '../../api/system.ts'
import type { Verb } from '../command/spec.ts'
import { diskUsageText, verboseDiskUsageText } from '../formatter/disk-usage.ts'

/** docker system df */
export const df: Verb = function* ({ cli, flags }) {
  const format = flags.text('format')
  const usage = yield* cli.client.json<DiskUsage>('GET', '/system/df')
  const settings = { nowMs: yield* cli.now(), zone: yield* cli.zone() }
  yield* cli.print(flags.bool('verbose') ? verboseDiskUsageText(usage, format || 'table', settings) : diskUsageText(usage, format || 'table'))
  return 0
}
