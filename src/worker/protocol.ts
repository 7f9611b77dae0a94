/**
 * What the page and the engine's Web Worker say to each other: plain typed messages, the worker's batched to at most one frame per
 * animation frame. The worker owns the lab, the session's log and its storage; the page owns what is drawn. After every `opened` the page
 * forgets what it showed of the session before and starts from the frames that follow (first load, undo, reset, branch, take-over).
 */
import type { Fact } from '../engine/base/trace.ts'
import type { Input, SessionLog, TerminalId } from '../engine/lab/input.ts'
import type { PageOutcome } from '../engine/lab/visit.ts'
import type { Touch } from '../projections/narration/touches.ts'
import type { EntityId, SceneDiff } from '../projections/scene/scene.ts'
import type { Mark } from '../projections/timeline/marks.ts'

export type { Input, Mark, PageOutcome, SessionLog, TerminalId }

/** Virtual seconds per real second; 0 is paused. */
export type Speed = 0 | 1 | 10 | 60

export type ToWorker =
  /**
   * Opens a session: the saved one of this name, if there is one and `fresh` is not set; else `log` replayed; else a new world.
   * `lesson` names the lesson whose steps are watched from the start.
   */
  | {
      readonly kind: 'open'
      readonly session: string
      readonly world: string
      readonly seed: number
      readonly log?: SessionLog
      readonly fresh?: boolean
      readonly lesson?: string
    }
  /** An input, stamped by the worker with the present virtual time and written to the log. */
  | { readonly kind: 'input'; readonly input: Input }
  /** Types lines into a terminal, first interrupting (^C) what runs in its foreground unless that is the shell at its prompt. */
  | { readonly kind: 'type'; readonly terminal: TerminalId; readonly text: string }
  | { readonly kind: 'pace'; readonly speed: Speed }
  /** While paused: runs up to the next instant at which something happens. */
  | { readonly kind: 'step' }
  | { readonly kind: 'watch'; readonly lesson: string | undefined }
  | { readonly kind: 'inspect'; readonly request: number; readonly entity: EntityId }
  /** Drops the last command (the inputs since the last line was sent) and replays what is before it. */
  | { readonly kind: 'undo' }
  /** Forgets the log and starts the world anew. */
  | { readonly kind: 'reset' }
  /** Replays up to an instant and continues from there; what came after is dropped. */
  | { readonly kind: 'branch'; readonly atMs: number }
  | { readonly kind: 'export'; readonly request: number }
  /** Answers `session-elsewhere`: use the session in this tab and stop it in the other. */
  | { readonly kind: 'take-over' }
  /** The page has drawn this frame. The worker keeps at most two frames undrawn, so a flood of output blocks its writer instead of the page. */
  | { readonly kind: 'painted'; readonly sequence: number }

export type FromWorker =
  | Opened
  | Frame
  | PageResult
  | Inspection
  /** Long work before `opened`: loading a part of the world (bytes) or replaying a log (virtual milliseconds). */
  | { readonly kind: 'progress'; readonly work: 'load' | 'replay'; readonly done: number; readonly total: number }
  /** The log reached storage; reload resumes from `atMs`. */
  | { readonly kind: 'saved'; readonly atMs: number }
  | { readonly kind: 'exported'; readonly request: number; readonly log: SessionLog }
  | { readonly kind: 'problem'; readonly problem: Problem }

/** A session is running. Its terminals' whole output and its whole scene follow as frames. */
export interface Opened {
  readonly kind: 'opened'
  readonly session: string
  readonly world: string
  readonly seed: number
  readonly atMs: number
  /** The world's virtual start, milliseconds since the Unix epoch. */
  readonly startsAtMs: number
  readonly why: 'new' | 'resumed' | 'replayed' | 'undone' | 'reset' | 'branched'
  readonly speed: Speed
  readonly hosts: readonly HostInfo[]
  readonly terminals: readonly TerminalInfo[]
}

/** A machine of the world on which terminals and the browser can run. */
export interface HostInfo {
  readonly host: string
  /** What it is, in its own words: `CentOS Linux 7 (Core)`. */
  readonly os: string
  readonly powered: boolean
  readonly plugged: boolean
}

export interface TerminalInfo {
  readonly terminal: TerminalId
  readonly host: string
  /** What runs in its foreground: `bash`, `vi`, `docker`. */
  readonly foreground: string
  readonly cols: number
  readonly rows: number
  /** False once its shell has ended. */
  readonly alive: boolean
}

/** What changed since the frame before. */
export interface Frame {
  readonly kind: 'frame'
  readonly sequence: number
  readonly atMs: number
  readonly output: readonly TerminalOutput[]
  readonly scene?: SceneDiff
  readonly facts: readonly StoryFact[]
  readonly marks: readonly Mark[]
  readonly lesson?: LessonProgress
  /** All of them, when one of them changed. */
  readonly terminals?: readonly TerminalInfo[]
  readonly hosts?: readonly HostInfo[]
}

interface TerminalOutput {
  readonly terminal: TerminalId
  readonly data: string
}

/** A recorded fact with the things of the scene that it touches, in order (a packet's hops). */
export interface StoryFact extends Fact {
  readonly touches: readonly Touch[]
}

export interface LessonProgress {
  readonly lesson: string
  readonly steps: readonly StepProgress[]
}

export interface StepProgress {
  readonly step: string
  readonly done: boolean
  /** What stands in the way, as the lesson's hint of that name with these values. */
  readonly hint?: { readonly name: string; readonly values: Readonly<Record<string, string | number>> }
}

/** Answers a `browse` input. */
export interface PageResult {
  readonly kind: 'page'
  readonly visit: number
  readonly host: string
  readonly url: string
  readonly tookMs: number
  readonly outcome: PageOutcome
}

/** Answers `inspect`. */
export interface Inspection {
  readonly kind: 'inspection'
  readonly request: number
  readonly entity: EntityId
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** The thing as its own system describes it (`docker inspect`), as JSON. */
  readonly json?: unknown
  /** The command that shows it, and the host to type it on. */
  readonly command?: { readonly host: string; readonly text: string }
}

export type Problem =
  /** A bug of ours: an assertion failed. The log up to it replays it. */
  | { readonly code: 'engine-fault'; readonly message: string; readonly log: SessionLog }
  | { readonly code: 'storage-refused' }
  | { readonly code: 'storage-full' }
  /** Another tab runs this session. */
  | { readonly code: 'session-elsewhere'; readonly session: string }
  /** Another tab took this session over; this one has stopped. */
  | { readonly code: 'session-taken'; readonly session: string }
  /** The saved or shared log cannot be read. A saved one is kept under another name. */
  | { readonly code: 'log-corrupted'; readonly detail: string; readonly keptAs?: string }
  | { readonly code: 'log-newer'; readonly engine: string; readonly keptAs?: string }
  | { readonly code: 'world-unknown'; readonly world: string }
  /** The worker itself could not be loaded or stopped answering. */
  | { readonly code: 'worker-lost'; readonly message: string }
