import type { Fact } from '../engine/base/trace.ts'
import { Lab } from '../engine/lab/lab.ts'
import { wholeSupply } from '../engine/lab/programs.ts'
import { parseScriptLine, Typist } from '../engine/lab/typist.ts'
import { worlds } from '../engine/lab/worlds/worlds.ts'
import { CommandRecorder } from './command-recorder.ts'

export interface ScriptOptions {
  readonly world: string
  readonly seed: number
  readonly json: boolean
  readonly trace: boolean
  readonly out: (text: string) => void
  readonly error: (text: string) => void
}

/** Types a script's lines into a world and prints what a person would see, or one object a shell command. Answers the exit code. */
export function runScript(text: string, options: ScriptOptions): number {
  const recorder = options.json ? new CommandRecorder((command) => options.out(`${JSON.stringify(command)}\n`)) : undefined
  const opened = Lab.open({ worlds, supply: wholeSupply(), world: options.world, seed: options.seed, ...(recorder && { tap: recorder.tap }) })
  if (!opened.ok) {
    options.error(`lab: no world is called ${options.world}; there are ${[...worlds.keys()].join(', ')}\n`)
    return 2
  }
  const lab = opened.value
  recorder?.watch(lab)
  if (!options.json) lab.listener.output = (_terminal, output) => options.out(output)
  if (options.trace) lab.trace.subscribe((fact) => options.error(factLine(fact)))
  const typist = new Typist(lab, { cols: 120, rows: 40 })
  typist.switchTo(lab.firstHost)
  if (lab.firstDirectory) typist.perform({ kind: 'line', text: `cd ${lab.firstDirectory}` })
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    if (index === 0 && line.startsWith('#!')) continue
    const next = lines.slice(index + 1).find((later) => !later.startsWith('#wait '))
    const done = typist.perform(parseScriptLine(line), parseScriptLine(next ?? ''))
    if (done.ok) continue
    options.error(`lab: line ${index + 1}: no such host in world ${options.world}: ${line}\n`)
    return 2
  }
  recorder?.finish()
  if (!options.json) options.out('\n')
  return 0
}

const factLine = (fact: Fact): string => `${fact.atMs.toFixed(3).padStart(12)} ${fact.host} ${fact.actor} ${fact.kind} ${JSON.stringify(fact.data)}\n`
