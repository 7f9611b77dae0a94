import { runCommand, startCommand } from '../engine/lab/command.ts'
import type { Input } from '../engine/lab/input.ts'
import { Lab } from '../engine/lab/lab.ts'
import { wholeSupply } from '../engine/lab/programs.ts'
import { parseScriptLine } from '../engine/lab/typist.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import { pauseBefore } from './recorded-pace.ts'
import { runOnTerminal, type TerminalEvent } from './terminal-step.ts'

/** A recorded step, as ORACLE files hold them. */
export interface Step {
  readonly area: string
  readonly scenario: string
  readonly step: number
  readonly kind: 'cmd' | 'setup' | 'bg' | 'pty'
  readonly cmd: string
  readonly stdout?: string
  readonly stderr?: string
  readonly code?: number
  readonly images?: readonly string[]
  /** Of a step on a terminal: its size, what was typed when, and all that was shown. */
  readonly cols?: number
  readonly rows?: number
  readonly events?: readonly TerminalEvent[]
  readonly tty?: string
  readonly [field: string]: unknown
}

export const readSteps = (text: string): readonly Step[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Step)

/** Steps of one scenario, in order. */
export function scenariosOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const scenarios = new Map<string, Step[]>()
  for (const step of steps) {
    const key = `${step.area}\0${step.scenario}`
    const members = scenarios.get(key) ?? []
    members.push(step)
    scenarios.set(key, members)
  }
  return [...scenarios.values()]
}

/** Replays recordings: a fresh world for each scenario, its images there, every step in /lab of the first host or of the one it names. */
export function replaySteps(text: string, out: (line: string) => void): number {
  for (const scenario of scenariosOf(readSteps(text))) for (const step of replayScenario(scenario)) out(`${JSON.stringify(step)}\n`)
  return 0
}

export function replayScenario(steps: readonly Step[]): readonly Step[] {
  const world = worldOf(steps)
  const opened = Lab.open({ worlds, supply: wholeSupply(), world, seed: 1 })
  if (!opened.ok) return steps.map((step) => ({ ...step, stdout: '', stderr: `lab: world ${world} is not simulated yet\n`, code: 125 }))
  const lab = opened.value
  prepareImages(lab, steps[0]?.images ?? [])
  const begunMs = lab.clock.nowMs
  return steps.map((step) => {
    lab.advance(pauseBefore(step.stdout ?? '', lab.clock.nowMs - begunMs))
    return replayStep(lab, step)
  })
}

function worldOf(steps: readonly Step[]): string {
  const [first] = steps
  if (first?.area.startsWith('k8s') || first?.area.startsWith('kubectl')) return 'kubernetes?recorded'
  return steps.some((step) => /^@host\d/.test(step.cmd)) ? 'swarm?recorded' : 'docker?recorded'
}

/** Images are pulled before the recording begins; what the pull prints is nobody's business. */
function prepareImages(lab: Lab, images: readonly string[]): void {
  for (const image of images) if (image !== 'none') runCommand(lab, lab.firstHost, `docker pull -q ${image}`)
}

/** The recorder let what a preparing step had started come to rest. */
const SETTLE_MS = 2_000

function replayStep(lab: Lab, step: Step): Step {
  const directive = parseScriptLine(step.cmd)
  if (directive.kind === 'hand') {
    lab.apply({ kind: directive.act, host: directive.host } as Input)
    lab.advance(30_000)
    return { ...step, stdout: '', stderr: '', code: 0 }
  }
  const elsewhere = /^@([\w.-]+) ([\s\S]*)$/.exec(step.cmd)
  const host = elsewhere?.[1] ?? lab.firstHost
  const command = elsewhere?.[2] ?? step.cmd
  if (step.kind === 'pty') {
    const { cols = 80, rows = 24, events = [] } = step
    return { ...step, stdout: '', stderr: '', ...runOnTerminal(lab, { host, command, directory: '/lab', cols, rows, events }) }
  }
  if (step.kind === 'bg') {
    startCommand(lab, host, command, '/lab')
    lab.advance(1_000)
    return { ...step, stdout: '', stderr: '', code: 0 }
  }
  const { stdout, stderr, exitCode } = runCommand(lab, host, command, { directory: '/lab' })
  if (step.kind === 'setup') lab.advance(SETTLE_MS)
  return { ...step, stdout, stderr, code: exitCode }
}
