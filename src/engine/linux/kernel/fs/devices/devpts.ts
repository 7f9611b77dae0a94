/**
 * /dev/pts: the slaves of pseudo-terminals (fs/devpts/inode.c). Every mount is an instance of its own, so that each container counts from
 * 0. The tty room adds a slave when a master is opened and removes it when that closes.
 */
import type { Maybe, OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import { rdev } from '../device-table.ts'
import type { PathRef } from '../path-ref.ts'
import type { View, ViewDirectory } from '../views/view.ts'
import { ViewFileSystem } from '../views/view-file-system.ts'

export interface PtySlave {
  readonly uid: number
  readonly gid: number
  readonly mode: number
  readonly open: (flags: number, task: Task, path: PathRef) => Maybe<OpenFile>
}

/** Opens a master on an instance: what opening ptmx does. */
export type OpenMaster = (a: { flags: number; task: Task; path: PathRef; instance: DevPts }) => Maybe<OpenFile>

export interface DevPtsSettings {
  readonly dev: number
  readonly nowMs: () => number
  readonly openMaster: OpenMaster
  readonly ptmxMode: number
  /** Mode and group that slaves get: `mode=620,gid=5`. */
  readonly slaveMode: number
  readonly slaveGid?: number
  readonly options: string
}

export class DevPts extends ViewFileSystem {
  readonly slaves: Map<number, PtySlave>
  readonly slaveMode: number
  readonly slaveGid: number | undefined

  constructor(settings: DevPtsSettings) {
    const slaves = new Map<number, PtySlave>()
    const self: { instance?: DevPts } = {}
    super('devpts', settings.dev, directoryOf(slaves, settings, self), settings.nowMs(), settings.options)
    self.instance = this
    this.slaves = slaves
    this.slaveMode = settings.slaveMode
    this.slaveGid = settings.slaveGid
  }

  /** The lowest free number. */
  add(slave: PtySlave): number {
    let number = 0
    while (this.slaves.has(number)) number++
    this.slaves.set(number, slave)
    return number
  }

  /** Changes who a slave belongs to: chown and chmod of a terminal. */
  update(number: number, change: Partial<Pick<PtySlave, 'uid' | 'gid' | 'mode'>>): void {
    const slave = this.slaves.get(number)
    if (slave) this.slaves.set(number, { ...slave, ...change })
  }

  remove(number: number): void {
    this.slaves.delete(number)
  }
}

function directoryOf(slaves: Map<number, PtySlave>, settings: DevPtsSettings, self: { instance?: DevPts }): ViewDirectory {
  const ptmx: View = {
    kind: 'device',
    rdev: rdev(5, 2),
    mode: settings.ptmxMode,
    open: (flags, task, path) =>
      self.instance ? settings.openMaster({ flags, task, path, instance: self.instance }) : { ok: false, error: 'ENXIO' },
  }
  return {
    kind: 'directory',
    mode: 0o755,
    names: () => [...[...slaves.keys()].sort((a, b) => a - b).map(String), 'ptmx'],
    get: (name) => {
      if (name === 'ptmx') return ptmx
      const slave = /^(0|[1-9]\d*)$/.test(name) ? slaves.get(Number(name)) : undefined
      return (
        slave && {
          kind: 'device',
          rdev: rdev(136, Number(name)),
          mode: slave.mode,
          uid: slave.uid,
          gid: slave.gid,
          open: slave.open,
          change: (attributes) => self.instance?.update(Number(name), attributes),
        }
      )
    },
  }
}
