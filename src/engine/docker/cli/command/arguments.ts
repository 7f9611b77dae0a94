import type { Release } from '../release.ts'
import type { Arity } from './spec.ts'
import { type CommandNode, usageLine } from './tree.ts'

/** What the client says when a command gets too few or too many operands (docker/cli cli/required.go); undefined when the count is right. */
export function arityProblem(command: CommandNode, arity: Arity, count: number, release: Release, short: string): string | undefined {
  if (fits(arity, count)) return undefined
  return release.major >= 28 ? modern(command, arity) : classic(command, arity, short)
}

function fits(arity: Arity, count: number): boolean {
  switch (arity.kind) {
    case 'none':
      return count === 0
    case 'any':
      return true
    case 'exact':
      return count === arity.count
    case 'least':
      return count >= arity.count
    case 'most':
      return count <= arity.count
    case 'range':
      return count >= arity.least && count <= arity.most
  }
}

const argumentsText = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`

function modern(command: CommandNode, arity: Arity): string {
  const frame = (what: string, run = 'Run') =>
    `docker: '${command.path}' ${what}\n\nUsage:  ${usageLine(command)}\n\n${run} '${command.path} --help' for more information`
  switch (arity.kind) {
    case 'least':
      return frame(`requires at least ${argumentsText(arity.count)}`, 'See')
    case 'most':
      return frame(`requires at most ${argumentsText(arity.count)}`, 'SRun')
    case 'range':
      return frame(`requires at least ${arity.least} and at most ${argumentsText(arity.most)}`)
    case 'exact':
      return frame(`requires ${argumentsText(arity.count)}`)
    default:
      return frame('accepts no arguments')
  }
}

function classic(command: CommandNode, arity: Arity, short: string): string {
  const frame = (what: string) => `"${command.path}" ${what}.\nSee '${command.path} --help'.\n\nUsage:  ${usageLine(command)}\n\n${short}`
  switch (arity.kind) {
    case 'least':
      return frame(`requires at least ${argumentsText(arity.count)}`)
    case 'most':
      return frame(`requires at most ${argumentsText(arity.count)}`)
    case 'range':
      return frame(`requires at least ${arity.least} and at most ${argumentsText(arity.most)}`)
    case 'exact':
      return frame(`requires exactly ${argumentsText(arity.count)}`)
    default:
      return frame('accepts no arguments')
  }
}
