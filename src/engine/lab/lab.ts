import { Clock } from '../base/clock.ts'
import { limits } from '../base/limits.ts'
import { RandomStreams } from '../base/random.ts'
import { err, ok, type Result } from '../base/result.ts'
import { Sha256 } from '../base/sha256.ts'
import { TraceBus } from '../base/trace.ts'
import { sendSignal } from '../linux/kernel/signal/send.ts'
import type { Machine } from '../machine/machine.ts'
import type { Input, SessionLog, TerminalId, TimedInput } from './input.ts'
import { LabTerminal, type WriteTap } from './lab-terminal.ts'
import { ENGINE_VERSION } from './session-log.ts'
import type { Supply } from './supply.ts'
import { type PageOutcome, visit } from './visit.ts'
import type { BuiltWorld, World } from './world.ts'

export interface LabOptions {
  readonly worlds: ReadonlyMap<string, World>
  readonly supply: Supply
  /** `workshop`, `scale?nodes=1000`. */
  readonly world: string
  readonly seed: number
  /** Sees what programs write to terminals, before the line discipline. */
  readonly tap?: (terminal: TerminalId) => WriteTap
}

/** What the lab tells whoever shows it. */
export interface LabListener {
  output(terminal: TerminalId, text: string): void
  page(visit: number, outcome: PageOutcome, tookMs: number): void
  /** A bug of Cais: a program or the kernel failed an assertion. The world goes on where it can. */
  failure(error: unknown): void
}

/** Where a session's world is powered on and settled before the first input, at most this long. */
const SETTLE_MS = 120_000

/**
 * The facade: a world with its machines, terminals and input log. Everything that enters goes through `apply`, is written to the log with the
 * virtual time, and can be replayed to the same state.
 */
export class Lab {
  readonly clock: Clock
  readonly trace: TraceBus
  readonly random: RandomStreams
  readonly machines: ReadonlyMap<string, Machine>
  readonly terminals = new Map<TerminalId, LabTerminal>()
  /** Machines whose cable is pulled. */
  readonly unplugged = new Set<string>()
  private readonly inputs: TimedInput[] = []
  private readonly built: BuiltWorld
  listener: LabListener = { output: () => undefined, page: () => undefined, failure: (error) => this.rethrow(error) }

  private constructor(
    private readonly options: LabOptions,
    world: World,
    parameters: ReadonlyMap<string, string>,
  ) {
    this.clock = new Clock(world.epochMs)
    this.trace = new TraceBus(() => this.clock.nowMs, limits.traceFacts)
    this.random = new RandomStreams(options.seed)
    this.built = world.build({
      clock: this.clock,
      random: this.random,
      trace: this.trace,
      programs: options.supply.programs,
      sites: options.supply.sites,
      parameters,
      onFailure: (error) => this.listener.failure(error),
    })
    this.machines = new Map(this.built.machines.map((machine) => [machine.name, machine]))
  }

  /** Opens a world: its machines are on and have booted when this returns. */
  static open(options: LabOptions): Result<Lab, 'world-unknown'> {
    const [name = '', query = ''] = options.world.split('?')
    const world = options.worlds.get(name)
    if (!world) return err('world-unknown')
    const parameters = new Map(
      query
        .split('&')
        .filter(Boolean)
        .map((pair) => pair.split('=', 2) as [string, string]),
    )
    const lab = new Lab(options, world, parameters)
    lab.settle()
    return ok(lab)
  }

  get world(): string {
    return this.options.world
  }

  get firstHost(): string {
    return this.built.firstHost
  }

  get firstDirectory(): string | undefined {
    return this.built.directory
  }

  /** Machines a person can use: the world's own. */
  get hosts(): readonly Machine[] {
    return this.built.machines.filter((machine) => machine.spec.place === 'host')
  }

  /** Runs what is due; false when `maxEvents` stopped it early. */
  advance(ms: number, maxEvents?: number): boolean {
    return this.clock.advanceTo(this.clock.nowMs + ms, maxEvents)
  }

  /** An input, at the present virtual time, written to the log. */
  apply(input: Input): void {
    this.inputs.push({ atMs: this.clock.nowMs, input })
    this.perform(input)
  }

  /** Replays inputs at their times, then runs up to `untilMs`. `progress` is told the virtual time reached. */
  replay(log: SessionLog, progress?: (atMs: number) => void): void {
    for (const { atMs, input } of log.inputs) {
      this.clock.advanceTo(Math.max(atMs, this.clock.nowMs))
      this.apply(input)
      progress?.(atMs)
    }
    this.clock.advanceTo(Math.max(log.untilMs, this.clock.nowMs))
  }

  log(): SessionLog {
    return {
      format: 1,
      engine: ENGINE_VERSION,
      world: this.options.world,
      seed: this.options.seed,
      inputs: [...this.inputs],
      untilMs: this.clock.nowMs,
    }
  }

  /** SHA-256 of the state: time, machines, kernels, disks. Equal logs give equal hashes. */
  stateHash(): string {
    const hash = new Sha256().update(`${this.options.world} ${this.options.seed} ${this.clock.nowMs}\n`)
    for (const machine of this.machines.values()) {
      hash.update(`${machine.name} ${machine.power}\n`)
      if (machine.kernel) hash.update(`${machine.kernel.stateHash()}\n${machine.kernel.vfs.stateHash()}\n`)
    }
    return hash.hex()
  }

  private settle(): void {
    const untilMs = this.clock.nowMs + SETTLE_MS
    const settled = () => this.hosts.every((machine) => machine.power === 'on' && bootFinished(machine))
    while (!settled()) {
      const due = this.clock.nextDueMs
      if (due === undefined || due > untilMs) return
      this.clock.advanceTo(due)
    }
  }

  private perform(input: Input): void {
    switch (input.kind) {
      case 'open-terminal':
        this.openTerminal(input)
        return
      case 'close-terminal':
        this.terminals.get(input.terminal)?.close()
        this.terminals.delete(input.terminal)
        return
      case 'keys':
        this.terminals.get(input.terminal)?.type(input.data)
        return
      case 'resize':
        this.terminals.get(input.terminal)?.resize({ cols: input.cols, rows: input.rows })
        return
      case 'browse':
        this.browse(input)
        return
      case 'power-off':
        this.machines.get(input.host)?.powerOff()
        return
      case 'power-on':
        this.machines.get(input.host)?.powerOn()
        return
      case 'unplug':
      case 'plug': {
        const pulled = input.kind === 'unplug'
        if (pulled) this.unplugged.add(input.host)
        else this.unplugged.delete(input.host)
        this.machines.get(input.host)?.setPlugged(!pulled)
        return
      }
      case 'kill': {
        const kernel = this.machines.get(input.host)?.kernel
        const process = kernel?.processes().find((candidate) => candidate.pid === input.pid)
        if (kernel && process) sendSignal(kernel, process, input.signal)
        return
      }
    }
  }

  private openTerminal(input: Extract<Input, { kind: 'open-terminal' }>): void {
    const { terminal: id, host, cols, rows } = input
    const kernel = this.machines.get(host)?.kernel
    const opened = kernel
      ? LabTerminal.open(id, kernel, this.built.user, { cols, rows }, (text) => this.listener.output(id, text), this.options.tap?.(id))
      : undefined
    if (opened) this.terminals.set(id, opened)
    else this.listener.output(id, `${host}: machine is off\r\n`)
  }

  private browse(input: Extract<Input, { kind: 'browse' }>): void {
    const began = this.clock.nowMs
    const kernel = this.machines.get(input.host)?.kernel
    const answered = (outcome: PageOutcome) => this.listener.page(input.visit, outcome, this.clock.nowMs - began)
    if (kernel) visit(kernel, input, answered)
    else answered({ kind: 'error', error: 'other', message: `${input.host}: machine is off` })
  }

  private rethrow(error: unknown): never {
    throw error
  }
}

/** systemd says so itself; other inits are done when they run. */
function bootFinished(machine: Machine): boolean {
  const init = machine.kernel?.init
  if (!init) return false
  const manager = init.exposed.get('systemd') as { bootFinishedMs?: number } | undefined
  return manager ? manager.bootFinishedMs !== undefined : init.argv[0] !== machine.spec.system.init || !init.argv[0]?.includes('systemd')
}
