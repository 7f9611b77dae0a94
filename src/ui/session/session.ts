/** What the page knows of the running session, as the worker tells it. */
import { create } from 'zustand'
import type { Frame, HostInfo, LessonProgress, Mark, Opened, Problem, Speed, TerminalInfo } from '../../worker/protocol.ts'

export interface Session {
  readonly phase: 'opening' | 'ready' | 'halted'
  readonly progress: { readonly work: 'load' | 'replay'; readonly part: number } | undefined
  readonly name: string
  readonly world: string
  readonly seed: number
  readonly lesson: string | undefined
  readonly why: Opened['why']
  /** Counts the sessions opened: what was shown of an earlier one no longer holds. */
  readonly opening: number
  readonly atMs: number
  readonly startsAtMs: number
  readonly speed: Speed
  readonly hosts: readonly HostInfo[]
  readonly terminals: readonly TerminalInfo[]
  readonly lessonProgress: LessonProgress | undefined
  readonly marks: readonly Mark[]
  readonly savedMs: number | undefined
  readonly problem: Problem | undefined
}

const markLimit = 600

export const useSession = create<Session>()(() => ({
  phase: 'opening',
  progress: undefined,
  name: '',
  world: '',
  seed: 1,
  lesson: undefined,
  why: 'new',
  opening: 0,
  atMs: 0,
  startsAtMs: 0,
  speed: 1,
  hosts: [],
  terminals: [],
  lessonProgress: undefined,
  marks: [],
  savedMs: undefined,
  problem: undefined,
}))

export function sessionOpened(opened: Opened): void {
  const { session, world, seed, atMs, startsAtMs, why, speed, hosts, terminals } = opened
  useSession.setState(({ opening }) => ({
    phase: 'ready',
    progress: undefined,
    name: session,
    world,
    seed,
    atMs,
    startsAtMs,
    why,
    speed,
    hosts,
    terminals,
    opening: opening + 1,
    lessonProgress: undefined,
    marks: [],
    savedMs: why === 'resumed' ? atMs : undefined,
    problem: undefined,
  }))
}

export function sessionAdvanced(frame: Frame): void {
  useSession.setState((session) => ({
    atMs: frame.atMs,
    hosts: frame.hosts ?? session.hosts,
    terminals: frame.terminals ?? session.terminals,
    lessonProgress: frame.lesson ?? session.lessonProgress,
    marks: frame.marks.length > 0 ? [...session.marks, ...frame.marks].slice(-markLimit) : session.marks,
  }))
}

/** Problems after which the session no longer runs in this tab. */
const halting: ReadonlySet<Problem['code']> = new Set(['engine-fault', 'session-elsewhere', 'session-taken', 'world-unknown', 'worker-lost'])

export function sessionTroubled(problem: Problem): void {
  useSession.setState(({ phase }) => ({ problem, phase: halting.has(problem.code) ? 'halted' : phase }))
}
