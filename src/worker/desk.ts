/** Where the worker's one session is opened, replayed, undone, saved and given up. */
import { bootPrograms, bootWorlds } from '../engine/lab/boot-programs.ts'
import { Lab } from '../engine/lab/lab.ts'
import { withoutLastCommand } from '../engine/lab/session-log.ts'
import { ArrivingSupply } from '../engine/lab/supply.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import type { FromWorker, Opened, Problem, SessionLog, Speed, ToWorker } from './protocol.ts'
import { RunningSession, type Views } from './running.ts'
import { claimSession, givenLog, loadLog, saveLog } from './storage.ts'

type Open = Extract<ToWorker, { kind: 'open' }>

const saveEveryMs = 800
const progressEveryMs = 60
/** Virtual time that a login may take before the page is shown without its prompt. */
const loginMs = 3_000
const turnMs = 5

/** A session begins with a terminal on its first host, at its prompt. */
function firstTerminal(running: RunningSession, nowRealMs: () => number): void {
  const { lab } = running
  running.take({ kind: 'open-terminal', terminal: '1', host: lab.firstHost, cols: 100, rows: 24 }, nowRealMs)
  const untilMs = lab.clock.nowMs + loginMs
  while (!lab.terminals.get('1')?.atPrompt && lab.clock.nowMs < untilMs) lab.advance(turnMs)
}

export class Desk {
  running: RunningSession | undefined
  private open: Open | undefined
  private claim: { readonly release: () => void } | undefined
  private savedInputs = -1
  private savedMs = -1
  private saving = false
  private savesRefused = false
  private savedAtRealMs = 0
  private readonly supply = new ArrivingSupply(bootPrograms)
  private arriving: Promise<void> | undefined

  constructor(
    private readonly views: Views,
    private readonly post: (message: FromWorker) => void,
    private readonly nowRealMs: () => number,
  ) {}

  /** The programs that no first prompt needs. */
  private async rest(): Promise<void> {
    this.arriving ??= import('./rest.ts').then(({ wholeSupply }) => this.supply.complete(wholeSupply()))
    await this.arriving
  }

  /** Opens a session; one that another tab runs stays there until it is taken over. */
  async start(open: Open, steal = false): Promise<void> {
    this.stop()
    this.open = open
    this.claim?.release()
    this.claim = await claimSession(open.session, steal, () => this.lost(open.session))
    if (!this.claim) {
      this.trouble({ code: 'session-elsewhere', session: open.session })
      return
    }
    const saved = open.fresh ? { log: undefined, problem: undefined } : await loadLog(open.session)
    const given = saved.log || !open.log ? undefined : givenLog(open.log)
    const log = saved.log ?? given?.log
    const [world = ''] = (log?.world ?? open.world).split('?')
    if (log || !bootWorlds.has(world)) await this.rest()
    this.begin(open, log, saved.log ? 'resumed' : log ? 'replayed' : 'new', 1)
    for (const each of [saved, given]) if (each?.problem) this.trouble(each.problem)
  }

  async takeOver(): Promise<void> {
    if (this.open) await this.start(this.open, true)
  }

  undo(): void {
    const log = this.running && withoutLastCommand(this.running.lab.log())
    if (log) this.again(log, 'undone')
  }

  reset(): void {
    this.again(undefined, 'reset')
  }

  branch(atMs: number): void {
    const log = this.running?.lab.log()
    if (log) this.again({ ...log, inputs: log.inputs.filter((input) => input.atMs <= atMs), untilMs: Math.min(atMs, log.untilMs) }, 'branched')
  }

  /** Writes the log when it has grown, not too often. */
  async save(): Promise<void> {
    const { running, open } = this
    const now = this.nowRealMs()
    if (!running || !open || running.stopped || this.saving || now - this.savedAtRealMs < saveEveryMs) return
    const log = running.lab.log()
    if (log.inputs.length === this.savedInputs && log.untilMs - this.savedMs < 5_000) return
    this.saving = true
    this.savedAtRealMs = now
    const problem = await saveLog(open.session, log)
    this.saving = false
    if (problem) {
      if (!this.savesRefused) this.trouble(problem)
      this.savesRefused = true
      return
    }
    this.savesRefused = false
    this.savedInputs = log.inputs.length
    this.savedMs = log.untilMs
    this.post({ kind: 'saved', atMs: log.untilMs })
  }

  private again(log: SessionLog | undefined, why: Opened['why']): void {
    const { open, running } = this
    if (!open || !running) return
    this.stop()
    this.begin({ ...open, ...(running.lesson !== undefined && { lesson: running.lesson }) }, log, why, running.speed)
  }

  private begin(open: Open, log: SessionLog | undefined, why: Opened['why'], speed: Speed): void {
    const world = log?.world ?? open.world
    const seed = log?.seed ?? open.seed
    const opened = Lab.open({ worlds, supply: this.supply, world, seed })
    if (!opened.ok) {
      this.trouble({ code: opened.error, world })
      return
    }
    const lab = opened.value
    const running = new RunningSession(lab, this.views, this.post)
    running.speed = speed
    running.lesson = open.lesson
    lab.listener = {
      output: (terminal, text) => running.write(terminal, text),
      page: (visit, outcome, tookMs) => running.page(visit, outcome, tookMs),
      failure: (error) => this.fault(running, error),
    }
    this.running = running
    this.savedInputs = -1
    if (log) this.replay(running, log)
    if (lab.terminals.size === 0) firstTerminal(running, this.nowRealMs)
    this.post({
      kind: 'opened',
      session: open.session,
      world,
      seed,
      atMs: lab.clock.nowMs,
      startsAtMs: lab.clock.epochMs,
      why,
      speed,
      hosts: running.hosts(),
      terminals: running.terminals(),
    })
    running.tell(this.nowRealMs(), true)
    if (!this.supply.whole) this.holdUntilWhole(running)
  }

  /** The world stands still at its first prompt, and what is typed waits, until the rest of its programs is here. */
  private holdUntilWhole(running: RunningSession): void {
    running.held = true
    this.rest().then(
      () => running.release(this.nowRealMs),
      (error: unknown) => this.fault(running, error),
    )
  }

  private replay(running: RunningSession, log: SessionLog): void {
    let toldMs = this.nowRealMs()
    try {
      for (const { input } of log.inputs) running.note(input)
      running.lab.replay(log, (atMs) => {
        const now = this.nowRealMs()
        if (now - toldMs < progressEveryMs) return
        toldMs = now
        this.post({ kind: 'progress', work: 'replay', done: atMs, total: log.untilMs })
      })
    } catch (error) {
      this.fault(running, error)
    }
  }

  /** A bug of ours: the world stands still, and the log that led to it can be saved. */
  fault(running: RunningSession, error: unknown): void {
    running.stopped = true
    const message = error instanceof Error ? error.message : String(error)
    this.trouble({ code: 'engine-fault', message, log: running.lab.log() })
  }

  private lost(session: string): void {
    this.stop()
    this.trouble({ code: 'session-taken', session })
  }

  private stop(): void {
    if (this.running) this.running.stopped = true
    this.running = undefined
  }

  private trouble(problem: Problem): void {
    this.post({ kind: 'problem', problem })
  }
}
