import type { NetNamespace } from '../net-namespace.ts'
import type { Device } from './device.ts'

/** The interfaces of a namespace, by name and by index. Indexes grow and are never used again. */
export class DeviceTable {
  private readonly byName = new Map<string, Device>()
  private readonly byIndex = new Map<number, Device>()
  private lastIndex = 0

  constructor(private readonly namespace: NetNamespace) {}

  get(name: string): Device | undefined {
    return this.byName.get(name)
  }

  at(index: number): Device | undefined {
    return this.byIndex.get(index)
  }

  get size(): number {
    return this.byName.size
  }

  /** In order of index. */
  list(): readonly Device[] {
    return [...this.byIndex.values()].sort((a, b) => a.index - b.index)
  }

  [Symbol.iterator](): IterableIterator<Device> {
    return this.byIndex.values()
  }

  /** Registers a device under its name; it keeps an index it has where that is free here. */
  add(device: Device): void {
    if (device.index === 0 || this.byIndex.has(device.index)) {
      do this.lastIndex++
      while (this.byIndex.has(this.lastIndex))
      device.index = this.lastIndex
    }
    this.byName.set(device.name, device)
    this.byIndex.set(device.index, device)
  }

  /** `veth%d` with the first free number. */
  freeName(stem: string): string {
    for (let n = 0; ; n++) if (!this.byName.has(`${stem}${n}`)) return `${stem}${n}`
  }

  rename(device: Device, name: string): void {
    this.byName.delete(device.name)
    this.namespace.sysctl.refresh()
    device.name = name
    this.byName.set(name, device)
  }

  /** Takes a device out of the namespace: its addresses, routes and neighbours go; it may be put into another. */
  take(device: Device): void {
    this.namespace.sysctl.refresh()
    this.namespace.setUp(device, false)
    this.namespace.forgetAddresses(device)
    const bridge = device.master as (Device & { removePort?(port: Device): void }) | undefined
    bridge?.removePort?.(device)
    this.byName.delete(device.name)
    this.byIndex.delete(device.index)
  }

  /** Removes a device for good. */
  remove(device: Device): void {
    if (this.byIndex.get(device.index) !== device) return
    this.take(device)
    device.removed()
  }
}
