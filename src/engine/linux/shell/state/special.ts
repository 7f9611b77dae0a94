import { atLeast } from '../dialect.ts'
import { commandText } from '../print/print.ts'
import type { Shell } from './shell.ts'
import type { DynamicValue } from './variable.ts'
import { Variable } from './variable.ts'

/** Variables whose value is computed when they are read (variables.c: initialize_dynamic_variables). */
const specials: Readonly<Record<string, (shell: Shell) => DynamicValue>> = {
  RANDOM: (shell) => ({
    read: () => String(nextRandom(shell)),
    write: (value) => {
      shell.randomState = Number(value) >>> 0
    },
  }),
  SRANDOM: (shell) => ({ read: () => String(strongRandom(shell)), write: () => undefined }),
  SECONDS: (shell) => ({
    read: () => String(Math.floor((shell.nowMs - shell.startedMs) / 1000) + shell.secondsOffset),
    write: (value) => {
      shell.startedMs = shell.nowMs
      shell.secondsOffset = Number(value) || 0
    },
  }),
  LINENO: (shell) => ({ read: () => String(shell.line), write: () => undefined }),
  BASHPID: (shell) => ({ read: () => String(shell.ownPid), write: () => undefined }),
  BASH_SUBSHELL: (shell) => ({ read: () => String(shell.subshellLevel) }),
  BASH_COMMAND: (shell) => ({ read: () => (typeof shell.command === 'object' ? commandText(shell.command) : (shell.command ?? '')) }),
  HISTCMD: (shell) => ({ read: () => String(shell.history.next - 1) }),
  EPOCHSECONDS: (shell) => ({ read: () => String(Math.floor(shell.nowMs / 1000)), write: () => undefined }),
  EPOCHREALTIME: (shell) => ({ read: () => (shell.nowMs / 1000).toFixed(6), write: () => undefined }),
  FUNCNAME: (shell) => ({ read: () => (shell.functionDepth > 0 ? names(shell) : undefined), write: () => undefined }),
  BASH_SOURCE: (shell) => ({ read: () => sources(shell), write: () => undefined }),
  BASH_LINENO: (shell) => ({ read: () => lines(shell), write: () => undefined }),
  DIRSTACK: (shell) => ({ read: () => [shell.get('PWD') ?? '', ...shell.directories], write: () => undefined }),
  PIPESTATUS: (shell) => ({ read: () => shell.pipeStatus.map(String), write: () => undefined }),
  SHELLOPTS: (shell) => ({ read: () => shell.options.shellOptions }),
  BASHOPTS: (shell) => ({ read: () => shell.options.bashOptions }),
  _: (shell) => ({ read: () => shell.lastArgument, write: () => undefined }),
}

const posixSpecials = new Set(['LINENO'])

/** Puts the special variables in. After a fork: makes those still special belong to the copy. */
export function bindSpecials(shell: Shell, fresh: boolean): void {
  for (const [name, make] of Object.entries(specials)) {
    if (!shell.isBash && !posixSpecials.has(name)) continue
    if (name === 'SRANDOM' && !atLeast(shell.dialect, 5, 1)) continue
    let variable = shell.variables.global.get(name)
    if (fresh) {
      variable = new Variable()
      variable.readonly = name === 'SHELLOPTS' || name === 'BASHOPTS'
      variable.integer = ['RANDOM', 'SECONDS', 'LINENO', 'BASHPID', 'HISTCMD'].includes(name)
      shell.variables.global.set(name, variable)
    }
    if (variable?.dynamic || fresh) (variable as Variable).dynamic = make(shell)
  }
}

const inner = (shell: Shell) => [...shell.frames].reverse()
/** Outermost frame of a script. */
const main = (shell: Shell): readonly string[] => (shell.input === 'script' ? ['main'] : [])

function names(shell: Shell): readonly string[] {
  return [...inner(shell).map((frame) => frame.name), ...main(shell)]
}

function sources(shell: Shell): readonly string[] {
  return [...inner(shell).map((frame) => frame.source), ...(shell.input === 'script' ? [shell.name] : [])]
}

function lines(shell: Shell): readonly string[] {
  return [...inner(shell).map((frame) => String(frame.line)), ...(shell.input === 'script' ? ['0'] : [])]
}

/** 32 bits; a stream of its own, seeded as RANDOM is. */
function strongRandom(shell: Shell): number {
  let x = shell.strongState === 0 ? shell.randomState + 1 : shell.strongState
  x ^= x << 13
  x ^= x >>> 17
  x ^= x << 5
  shell.strongState = x >>> 0
  return shell.strongState
}

/** random.c: the minimal standard generator; since 5.1 both halves are mixed. */
function nextRandom(shell: Shell): number {
  const seed = shell.randomState === 0 ? 123459876 : shell.randomState
  const high = Math.trunc(seed / 127773)
  const low = seed - 127773 * high
  const next = 16807 * low - 2836 * high
  shell.randomState = next < 0 ? next + 0x7fffffff : next
  const mixed = shell.dialect.major > 5 || (shell.dialect.major === 5 && shell.dialect.minor >= 1)
  return (mixed ? (shell.randomState >>> 16) ^ (shell.randomState & 65535) : shell.randomState) & 32767
}
