/** The io controller's counters of one group: bytes and operations by device (major:minor). Groups above count what is below. */
export class IoAccount {
  readonly devices = new Map<string, IoCounters>()

  constructor(readonly parent: IoAccount | undefined) {}

  count(device: string, kind: 'read' | 'write', bytes: number): void {
    for (let at: IoAccount | undefined = this; at; at = at.parent) {
      let counters = at.devices.get(device)
      if (!counters) {
        counters = { readBytes: 0, writeBytes: 0, reads: 0, writes: 0 }
        at.devices.set(device, counters)
      }
      if (kind === 'read') {
        counters.readBytes += bytes
        counters.reads++
      } else {
        counters.writeBytes += bytes
        counters.writes++
      }
    }
  }
}

export interface IoCounters {
  readBytes: number
  writeBytes: number
  reads: number
  writes: number
}
