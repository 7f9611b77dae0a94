/** A terminal of the session: one tty on a host (or in a container), numbered in order of opening. */
export type TerminalId = string

/**
 * Everything that enters a world from outside it. A session is (world, seed, inputs with virtual times): replaying the inputs at their
 * times gives the same state. Times are milliseconds since the world began.
 */
export type Input =
  | { readonly kind: 'open-terminal'; readonly terminal: TerminalId; readonly host: string; readonly cols: number; readonly rows: number }
  | { readonly kind: 'close-terminal'; readonly terminal: TerminalId }
  /** Keystrokes or a paste, as the terminal emulator sends them (UTF-8 text, escape sequences included). */
  | { readonly kind: 'keys'; readonly terminal: TerminalId; readonly data: string }
  | { readonly kind: 'resize'; readonly terminal: TerminalId; readonly cols: number; readonly rows: number }
  /** The lab's web browser, running on a host, visits an address; with `form` it sends those fields (`a=1&b=2`) by POST. */
  | { readonly kind: 'browse'; readonly visit: number; readonly host: string; readonly url: string; readonly form?: string }
  | { readonly kind: 'power-off'; readonly host: string }
  | { readonly kind: 'power-on'; readonly host: string }
  | { readonly kind: 'unplug'; readonly host: string }
  | { readonly kind: 'plug'; readonly host: string }
  /** A signal sent from the diagram to a process of a host, as its root would. */
  | { readonly kind: 'kill'; readonly host: string; readonly pid: number; readonly signal: number }

export interface TimedInput {
  readonly atMs: number
  readonly input: Input
}

/** A session as it is saved, shared and replayed. */
export interface SessionLog {
  /** Version of this format. */
  readonly format: 1
  /** Version of the engine that recorded it: another one may not replay to the same state. */
  readonly engine: string
  /** World with its parameters: `workshop`, `scale?nodes=1000`. */
  readonly world: string
  readonly seed: number
  readonly inputs: readonly TimedInput[]
  /** Virtual time reached. */
  readonly untilMs: number
}
