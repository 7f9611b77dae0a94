import type { Clock, Timer } from '../base/clock.ts'
import type { RandomStreams } from '../base/random.ts'
import type { TraceBus } from '../base/trace.ts'
import type { StoredFileSystem } from '../linux/kernel/fs/stored-file-system.ts'
import { Kernel } from '../linux/kernel/kernel.ts'
import { Ethernet } from '../linux/kernel/net/device/ethernet.ts'
import { usualKernelThreads } from '../linux/kernel/process/kernel-threads.ts'
import type { ProgramTable } from '../linux/kernel/program.ts'
import { type BootStage, bootStages } from './boot.ts'
import type { OperatingSystem } from './operating-system.ts'
import type { Port, PortSpeed, Segment } from './segment.ts'

/** What a machine is made of. */
export interface MachineSpec {
  readonly name: string
  /** `host` machines are the world's own; `public` ones stand in the simulated internet. */
  readonly place: 'host' | 'public'
  /** The machine it runs on, when it is a virtual one. */
  readonly hypervisor?: { readonly on: string; readonly product: string }
  readonly cpus: number
  readonly memoryBytes: number
  readonly diskBytes: number
  readonly system: OperatingSystem
  readonly cards?: readonly CardSpec[]
}

/** A network card and the segment its cable leads to. */
export interface CardSpec {
  readonly name: string
  readonly mac: string
  readonly segment: Segment
  readonly speed: PortSpeed
}

export interface MachineSurroundings {
  readonly clock: Clock
  readonly random: RandomStreams
  readonly trace: TraceBus
  readonly programs: ProgramTable
  readonly onFailure: (error: unknown) => void
}

export type Power = 'off' | 'starting' | 'on'

/**
 * A computer, physical or virtual: power, the stages of its boot, a disk that outlives its kernel, network cards. Its kernel exists while it
 * is on; what ran in it is gone when the power goes, what was on the disk is not.
 */
export class Machine {
  power: Power = 'off'
  kernel: Kernel | undefined
  stage: BootStage | undefined
  plugged = true
  /** Told of every change of power. */
  onPower: ((machine: Machine) => void) | undefined
  private ports: Port[] = []
  private disk: StoredFileSystem | undefined
  private timer: Timer | undefined

  constructor(
    readonly spec: MachineSpec,
    private readonly surroundings: MachineSurroundings,
  ) {}

  get name(): string {
    return this.spec.name
  }

  /** Presses the button: firmware, boot loader, kernel, init. Nothing happens when it is on already. */
  powerOn(): void {
    if (this.power !== 'off') return
    this.power = 'starting'
    this.record('machine.powered-on', {})
    this.enterStage(0)
  }

  /** Pulls the plug: everything stops at once. */
  powerOff(): void {
    if (this.power === 'off') return
    this.surroundings.clock.cancel(this.timer)
    this.record('machine.powered-off', {})
    this.stop()
  }

  /** Pulls its network cables, or plugs them in again. */
  setPlugged(plugged: boolean): void {
    if (plugged === this.plugged) return
    this.plugged = plugged
    this.record(plugged ? 'machine.cable-plugged' : 'machine.cable-pulled', {})
    for (const port of this.ports) port.setCarrier(plugged)
  }

  private enterStage(index: number): void {
    const stages = bootStages(this.spec.hypervisor !== undefined, this.spec.place)
    const stage = stages[index]
    this.stage = stage
    if (!stage) {
      this.startKernel()
      return
    }
    this.record('machine.boot-stage-entered', { stage: stage.name })
    this.timer = this.surroundings.clock.schedule(stage.durationMs, () => this.enterStage(index + 1))
  }

  private startKernel(): void {
    const { clock, random, trace, programs, onFailure } = this.surroundings
    const { name, cpus, memoryBytes, diskBytes, system } = this.spec
    const kernel = new Kernel({
      hostname: name,
      clock,
      random,
      trace,
      programs,
      cpus,
      memoryBytes,
      diskBytes,
      release: system.release,
      version: system.version,
      machine: 'x86_64',
      root: system.root,
      rootFsType: system.rootFsType,
      ...(this.disk && { disk: this.disk }),
      kernelThreads: this.spec.place === 'host' ? usualKernelThreads(cpus) : [],
      onProgramFailure: (_task, error) => onFailure(error),
      onShutDown: (how) => this.kernelEnded(kernel, how),
    })
    this.disk = kernel.vfs.rootDisk
    this.kernel = kernel
    this.power = 'on'
    this.plugCards(kernel)
    kernel.start(system.init, [system.init], new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']]))
    this.onPower?.(this)
  }

  private plugCards(kernel: Kernel): void {
    const { net } = kernel.initialNamespaces
    this.ports = (this.spec.cards ?? []).map(({ name, mac, segment, speed }) => {
      const card = new Ethernet(name, mac, 1500, net)
      net.devices.add(card)
      const port = segment.plug(card, speed)
      port.setCarrier(this.plugged)
      return port
    })
  }

  private kernelEnded(kernel: Kernel, how: 'poweroff' | 'restart' | 'halt' | 'panic'): void {
    if (kernel !== this.kernel || how === 'panic' || how === 'halt') return
    this.surroundings.clock.schedule(0, () => {
      if (kernel !== this.kernel) return
      this.stop()
      if (how === 'restart') this.powerOn()
    })
  }

  private stop(): void {
    const kernel = this.kernel
    this.power = 'off'
    this.stage = undefined
    this.kernel = undefined
    for (const port of this.ports) port.unplug()
    this.ports = []
    kernel?.powerCut()
    this.onPower?.(this)
  }

  private record(kind: string, data: Readonly<Record<string, string>>): void {
    this.surroundings.trace.record({ host: this.name, kind, actor: 'machine', cause: undefined, data })
  }
}
