import { limits } from '../base/limits.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Input, SessionLog, TimedInput } from './input.ts'

/** Version of the engine: logs of another one are refused rather than replayed to something else. */
export const ENGINE_VERSION = '0.1'

export type LogProblem = { readonly kind: 'corrupted'; readonly detail: string } | { readonly kind: 'newer'; readonly engine: string }

const kinds: Readonly<Record<Input['kind'], Readonly<Record<string, 'string' | 'number'>>>> = {
  'open-terminal': { terminal: 'string', host: 'string', cols: 'number', rows: 'number' },
  'close-terminal': { terminal: 'string' },
  keys: { terminal: 'string', data: 'string' },
  resize: { terminal: 'string', cols: 'number', rows: 'number' },
  browse: { visit: 'number', host: 'string', url: 'string' },
  'power-off': { host: 'string' },
  'power-on': { host: 'string' },
  unplug: { host: 'string' },
  plug: { host: 'string' },
  kill: { host: 'string', pid: 'number', signal: 'number' },
}

/** Fields that may be left out. */
const optional: Readonly<Partial<Record<Input['kind'], readonly string[]>>> = { browse: ['form'] }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Checks what storage, a file or a link gave: every field, every input, times in order, sizes within bounds. */
export function readSessionLog(value: unknown): Result<SessionLog, LogProblem> {
  const corrupted = (detail: string) => err({ kind: 'corrupted' as const, detail })
  if (!isRecord(value)) return corrupted('not an object')
  if (typeof value.format !== 'number' || typeof value.engine !== 'string') return corrupted('no format or engine version')
  if (value.format > 1 || isNewer(value.engine)) return err({ kind: 'newer', engine: value.engine })
  if (value.format !== 1) return corrupted(`format ${value.format}`)
  const { world, seed, untilMs, inputs } = value
  if (typeof world !== 'string' || world.length > 200) return corrupted('world')
  if (typeof seed !== 'number' || !Number.isInteger(seed)) return corrupted('seed')
  if (typeof untilMs !== 'number' || !(untilMs >= 0)) return corrupted('untilMs')
  if (!Array.isArray(inputs)) return corrupted('inputs')
  const timed: TimedInput[] = []
  let lastMs = 0
  let bytes = 0
  for (const [index, entry] of inputs.entries()) {
    const read = readInput(entry, lastMs)
    if (typeof read === 'string') return corrupted(`input ${index}: ${read}`)
    lastMs = read.atMs
    if (read.input.kind === 'keys') bytes += read.input.data.length
    if (bytes > limits.sessionLogBytes) return corrupted(`more than ${limits.sessionLogBytes} bytes of input`)
    timed.push(read)
  }
  if (lastMs > untilMs) return corrupted('inputs after the end')
  return ok({ format: 1, engine: value.engine, world, seed, inputs: timed, untilMs })
}

function readInput(entry: unknown, lastMs: number): TimedInput | string {
  if (!isRecord(entry) || typeof entry.atMs !== 'number' || !isRecord(entry.input)) return 'shape'
  if (!(entry.atMs >= lastMs) || entry.atMs === Number.POSITIVE_INFINITY) return 'time goes backwards'
  const { kind } = entry.input
  const fields = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind as Input['kind']] : undefined
  if (!fields) return `kind ${String(kind)}`
  for (const [name, type] of Object.entries(fields)) {
    const field = entry.input[name]

    if (typeof field !== type || (type === 'number' && !Number.isFinite(field))) return `${kind}.${name}`
  }
  const given = (optional[kind as Input['kind']] ?? []).filter((name) => (entry.input as Record<string, unknown>)[name] !== undefined)
  for (const name of given) if (typeof (entry.input as Record<string, unknown>)[name] !== 'string') return `${kind}.${name}`
  const input = Object.fromEntries(['kind', ...Object.keys(fields), ...given].map((name) => [name, (entry.input as Record<string, unknown>)[name]]))
  return { atMs: entry.atMs, input: input as unknown as Input }
}

function isNewer(engine: string): boolean {
  const ours = ENGINE_VERSION.split('.').map(Number)
  const theirs = engine.split('.').map(Number)
  if (theirs.some((part) => !Number.isInteger(part))) return false
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const difference = (theirs[i] ?? 0) - (ours[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}

/** The log without its last command: inputs up to the line sent before the last one (undo). Undefined when nothing was typed. */
export function withoutLastCommand(log: SessionLog): SessionLog | undefined {
  const sent = log.inputs.flatMap(({ input }, index) => (isSent(input) ? [index] : []))
  const last = sent.at(-1)
  if (last === undefined) return undefined
  const terminal = (log.inputs[last] as TimedInput).input
  const before = sent.at(-2)
  const keep = before === undefined ? 0 : before + 1
  // Terminals opened meanwhile stay: only what was typed or done is taken back.
  const inputs = log.inputs.filter(
    ({ input }, index) => index < keep || input.kind === 'open-terminal' || (input.kind === 'resize' && terminal.kind === 'keys'),
  )
  const until = log.inputs[last]?.atMs ?? 0
  return { ...log, inputs: inputs.filter(({ atMs }) => atMs <= until), untilMs: until }
}

const isSent = (input: Input): boolean =>
  input.kind === 'keys' ? /[\r\n]/.test(input.data) : input.kind !== 'open-terminal' && input.kind !== 'resize'
