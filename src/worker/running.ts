/**
 * A session as it runs: the pump that lets virtual time follow the wall clock, and the frames that tell the page what changed. Time stops
 * while the page is behind with drawing, so a flood of output blocks its writer instead of the page.
 */
import type { Fact } from '../engine/base/trace.ts'
import type { Lab } from '../engine/lab/lab.ts'
import type { Touch } from '../projections/narration/touches.ts'
import { emptyScene } from '../projections/scene/apply.ts'
import { diffScenes } from '../projections/scene/diff.ts'
import type { Scene } from '../projections/scene/scene.ts'
import { markOf } from '../projections/timeline/marks.ts'
import type { Frame, FromWorker, HostInfo, Input, LessonProgress, Mark, PageOutcome, Speed, StoryFact, TerminalId, TerminalInfo } from './protocol.ts'
import { Typing } from './typing.ts'

/** How the worker looks at a lab; pure functions of later layers than the engine. */
export interface Views {
  /** The scene as it is, given the one drawn last. */
  readonly sceneOf: (lab: Lab, before: Scene) => Scene
  readonly touchesOf: (fact: Fact) => readonly Touch[]
  readonly progressOf: (lesson: string, lab: Lab) => LessonProgress | undefined
}

const frameBudgetMs = 14
/** Virtual time in which a shell has echoed a key. */
const echoMs = 2
const eventsAtOnce = 400
/** Real time that one turn of the pump makes up for at most: a sleeping laptop does not fast-forward the world. */
const longestTurnMs = 250
/** Output of one frame; less where the page takes long to draw it (escape sequences of random bytes cost it most). */
const outputAtOnce = 64 * 1024
const leastOutputAtOnce = 2 * 1024
const slowDrawingMs = 90
const undrawnLimit = 2
const factsAtOnce = 400
const sceneEveryMs = 90
const lessonEveryMs = 220

export class RunningSession {
  readonly typing = new Typing()
  speed: Speed = 1
  lesson: string | undefined
  stopped = false
  /** Neither time nor inputs go on: programs are still being loaded. */
  held = false
  private readonly waiting: Input[] = []
  private readonly output = new Map<TerminalId, string>()
  private outputLength = 0
  private outputLimit = outputAtOnce
  /** When the frames were told that the page has not drawn yet. */
  private readonly toldAtMs = new Map<number, number>()
  private sequence = 0
  private drawn = 0
  private lastFact = 0
  private scene: Scene = emptyScene
  private sceneAtRealMs = 0
  private sceneEvents = -1
  private lessonAtRealMs = 0
  private lessonTold = ''
  private secondTold = -1
  private terminalsTold = ''
  private hostsTold = ''
  private readonly visits = new Map<number, { readonly host: string; readonly url: string }>()
  private readonly sizes = new Map<TerminalId, { readonly cols: number; readonly rows: number }>()

  constructor(
    readonly lab: Lab,
    private readonly views: Views,
    private readonly post: (message: FromWorker) => void,
  ) {}

  write(terminal: TerminalId, text: string): void {
    const before = this.output.get(terminal) ?? ''
    const whole = before + text
    this.output.set(terminal, whole.length > outputAtOnce * 2 ? whole.slice(whole.indexOf('\n', whole.length - outputAtOnce) + 1) : whole)
    this.outputLength += text.length
  }

  page(visit: number, outcome: PageOutcome, tookMs: number): void {
    const { host = '', url = '' } = this.visits.get(visit) ?? {}
    this.post({ kind: 'page', visit, host, url, tookMs, outcome })
  }

  /** Remembers what an input says of terminals and visits; the lab itself keeps neither. */
  note(input: Input): void {
    if (input.kind === 'open-terminal' || input.kind === 'resize') this.sizes.set(input.terminal, { cols: input.cols, rows: input.rows })
    if (input.kind === 'browse') this.visits.set(input.visit, { host: input.host, url: input.url })
  }

  /** Applies an input now. A key's echo is told at once, without waiting for the next turn. */
  take(input: Input, nowRealMs: () => number): void {
    if (this.held) {
      this.waiting.push(input)
      return
    }
    this.note(input)
    this.lab.apply(input)
    this.sceneEvents = -1
    if (input.kind !== 'keys' || this.speed === 0 || this.sequence - this.drawn >= undrawnLimit) return
    this.run(echoMs, nowRealMs)
    this.tell(nowRealMs(), false)
  }

  /** Goes on, with what was asked meanwhile. */
  release(nowRealMs: () => number): void {
    this.held = false
    for (const input of this.waiting.splice(0)) this.take(input, nowRealMs)
  }

  watch(lesson: string | undefined): void {
    this.lesson = lesson
    this.lessonTold = ''
  }

  /** The page has drawn a frame: how long it took decides how much the next ones bring. */
  painted(sequence: number, nowRealMs: number): void {
    this.drawn = Math.max(this.drawn, sequence)
    const toldMs = this.toldAtMs.get(sequence)
    for (const told of this.toldAtMs.keys()) if (told <= sequence) this.toldAtMs.delete(told)
    if (toldMs === undefined) return
    const slow = nowRealMs - toldMs > slowDrawingMs
    this.outputLimit = slow ? Math.max(leastOutputAtOnce, this.outputLimit / 2) : Math.min(outputAtOnce, this.outputLimit * 1.25)
  }

  /** One turn of the pump after `realMs` of wall time. */
  turn(realMs: number, nowRealMs: () => number): void {
    if (this.stopped || this.held || this.sequence - this.drawn >= undrawnLimit) return
    this.run(Math.min(realMs, longestTurnMs) * this.speed, nowRealMs)
    this.tell(nowRealMs(), false)
  }

  /** Runs to the next instant at which something happens. */
  step(nowRealMs: () => number): void {
    if (this.held) return
    const due = this.lab.clock.nextDueMs
    if (due !== undefined) this.run(due - this.lab.clock.nowMs, nowRealMs)
    this.tell(nowRealMs(), true)
  }

  private run(virtualMs: number, nowRealMs: () => number): void {
    const untilMs = this.lab.clock.nowMs + virtualMs
    const stopAt = nowRealMs() + frameBudgetMs
    do {
      if (virtualMs > 0) this.typing.advance(this.lab)
      if (this.lab.advance(Math.max(0, untilMs - this.lab.clock.nowMs), eventsAtOnce)) return
    } while (nowRealMs() < stopAt && this.outputLength < this.outputLimit)
  }

  /** Posts a frame if anything changed, or always when `whole`. */
  tell(nowRealMs: number, whole: boolean): void {
    const scene = this.changedScene(nowRealMs, whole)
    const { facts, marks } = this.newFacts()
    const lesson = this.changedLesson(nowRealMs, whole)
    const terminals = this.changedTerminals()
    const hosts = this.changedHosts()
    const output = [...this.output].map(([terminal, data]) => ({ terminal, data }))
    const second = Math.floor(this.lab.clock.nowMs / 250)
    const quiet = output.length === 0 && facts.length === 0 && !scene && !lesson && !terminals && !hosts && second === this.secondTold
    if (quiet && !whole) return
    this.secondTold = second
    this.output.clear()
    this.outputLength = 0
    const frame: Frame = {
      kind: 'frame',
      sequence: ++this.sequence,
      atMs: this.lab.clock.nowMs,
      output,
      facts,
      marks,
      ...(scene && { scene }),
      ...(lesson && { lesson }),
      ...(terminals && { terminals }),
      ...(hosts && { hosts }),
    }
    this.toldAtMs.set(frame.sequence, nowRealMs)
    this.post(frame)
  }

  private changedScene(nowRealMs: number, whole: boolean) {
    const { eventsRun } = this.lab.clock
    if (!whole && (eventsRun === this.sceneEvents || nowRealMs - this.sceneAtRealMs < sceneEveryMs)) return undefined
    this.sceneEvents = eventsRun
    this.sceneAtRealMs = nowRealMs
    const scene = this.views.sceneOf(this.lab, this.scene)
    const diff = diffScenes(this.scene, scene)
    this.scene = scene
    return diff
  }

  private newFacts(): { readonly facts: readonly StoryFact[]; readonly marks: readonly Mark[] } {
    const all = this.lab.trace.since(this.lastFact)
    this.lastFact = this.lab.trace.lastId
    const marks = all.map(markOf).filter((mark) => mark !== undefined)
    const facts = all.slice(-factsAtOnce).map((fact) => ({ ...fact, touches: this.views.touchesOf(fact) }))
    return { facts, marks }
  }

  private changedLesson(nowRealMs: number, whole: boolean): LessonProgress | undefined {
    if (this.lesson === undefined || (!whole && nowRealMs - this.lessonAtRealMs < lessonEveryMs)) return undefined
    this.lessonAtRealMs = nowRealMs
    const progress = this.views.progressOf(this.lesson, this.lab)
    const told = JSON.stringify(progress)
    if (!progress || (told === this.lessonTold && !whole)) return undefined
    this.lessonTold = told
    return progress
  }

  terminals(): readonly TerminalInfo[] {
    return [...this.lab.terminals.values()].map(({ id, host, foreground, alive }) => ({
      terminal: id,
      host,
      foreground,
      alive,
      ...(this.sizes.get(id) ?? { cols: 80, rows: 24 }),
    }))
  }

  hosts(): readonly HostInfo[] {
    return this.lab.hosts.map((machine) => ({
      host: machine.name,
      os: machine.spec.system.name,
      powered: machine.power === 'on',
      plugged: !this.lab.unplugged.has(machine.name),
    }))
  }

  private changedTerminals(): readonly TerminalInfo[] | undefined {
    const terminals = this.terminals()
    const told = JSON.stringify(terminals)
    if (told === this.terminalsTold) return undefined
    this.terminalsTold = told
    return terminals
  }

  private changedHosts(): readonly HostInfo[] | undefined {
    const hosts = this.hosts()
    const told = JSON.stringify(hosts)
    if (told === this.hostsTold) return undefined
    this.hostsTold = told
    return hosts
  }
}
